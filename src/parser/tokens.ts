import { createToken, Lexer, type TokenType } from 'chevrotain';

/**
 * The token types. The lexer is written by hand (lexer.ts), so none of them has a pattern; chevrotain only needs their
 * identities and categories.
 */
function category(name: string, ...categories: TokenType[]): TokenType {
  return createToken({ name, pattern: Lexer.NA, categories });
}

/** Anything that looks like a name: what may stand after `.` and as the name of a field. */
export const Word = category('Word');
/** A name, or a word that is one wherever the grammar does not expect it. */
export const NameLike = category('NameLike', Word);
export const InfixOperator = category('InfixOperator');
export const PrefixOperator = category('PrefixOperator');
/** Words that fold a set into one value where `IDENT in` or `IDENT ,` follows, and are names elsewhere. */
export const Reduction = category('Reduction', NameLike);

export const Identifier = createToken({ name: 'Identifier', pattern: Lexer.NA, categories: [NameLike] });
export const Integer = createToken({ name: 'Integer', pattern: Lexer.NA });
export const Text = createToken({ name: 'Text', pattern: Lexer.NA });

const reservedTypes = new Map<string, TokenType>();
const softTypes = new Map<string, TokenType>();
const symbolTypes = new Map<string, TokenType>();

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function reserved(word: string, ...categories: TokenType[]): TokenType {
  const type = createToken({
    name: capitalised(word),
    label: `'${word}'`,
    pattern: Lexer.NA,
    categories: [Word, ...categories],
  });
  reservedTypes.set(word, type);
  return type;
}

function soft(word: string, parent: TokenType = NameLike): TokenType {
  const type = createToken({ name: capitalised(word), label: `'${word}'`, pattern: Lexer.NA, categories: [parent] });
  softTypes.set(word, type);
  return type;
}

function symbol(text: string, name: string, ...categories: TokenType[]): TokenType {
  const type = createToken({ name, label: `'${text}'`, pattern: Lexer.NA, categories });
  symbolTypes.set(text, type);
  return type;
}

// Declarations.
export const Import = reserved('import');
export const Const = reserved('const');
export const Assume = reserved('assume');
export const Type = reserved('type');
export const Enum = reserved('enum');
export const Struct = reserved('struct');
export const Symmetric = reserved('symmetric');
export const Var = reserved('var');
export const Ghost = reserved('ghost');
export const Fun = reserved('fun');
export const Proc = reserved('proc');
export const Action = reserved('action');
export const Process = reserved('process');
export const Invariant = reserved('invariant');
export const Transition = reserved('transition');
export const Temporal = reserved('temporal');
export const Reachable = reserved('reachable');
export const When = reserved('when');

// Statements.
export const If = reserved('if');
export const Else = reserved('else');
export const Match = reserved('match');
export const While = reserved('while');
export const Loop = reserved('loop');
export const For = reserved('for');
export const Break = reserved('break');
export const Continue = reserved('continue');
export const Either = reserved('either');
export const Or = reserved('or');
export const Pick = reserved('pick');
export const Where = reserved('where');
export const Atomic = reserved('atomic');
export const Return = reserved('return');
export const Goto = reserved('goto');
export const Skip = reserved('skip');
export const Await = reserved('await');
export const Assert = reserved('assert');
export const Let = reserved('let');

// Expressions.
export const Then = reserved('then');
export const Forall = reserved('forall');
export const Exists = reserved('exists');
export const True = reserved('true');
export const False = reserved('false');
export const Self = reserved('self');
export const None = reserved('none');
export const Some = reserved('some');
export const Bool = reserved('bool');
export const Is = reserved('is');
export const At = reserved('at');
export const With = reserved('with');
export const In = reserved('in', InfixOperator);
/** `union` between operands, and at the head of a declaration: the lexer tells them apart. */
export const Union = reserved('union', InfixOperator);
export const UnionDeclaration = createToken({
  name: 'UnionDeclaration',
  label: "'union'",
  pattern: Lexer.NA,
  categories: [Word],
});
export const Intersect = reserved('intersect', InfixOperator);
reserved('until', InfixOperator);
reserved('subset', PrefixOperator);
export const Always = reserved('always', PrefixOperator);
export const Eventually = reserved('eventually', PrefixOperator);

// Reserved only where the grammar expects them.
export const Spec = soft('spec');
export const Library = soft('library');
export const Memory = soft('memory');
export const Weak = soft('weak');
export const Packed = soft('packed');
export const Fence = soft('fence');
export const Init = soft('init');
export const Terminates = soft('terminates');
export const Constraint = soft('constraint');
export const Check = soft('check');
export const Scenario = soft('scenario');
export const Seq = soft('seq');
export const SetOf = soft('set');
export const Of = soft('of');
export const Ref = soft('ref');
export const As = soft('as');
export const Fair = soft('fair');
export const Strong = soft('strong');
export const Daemon = soft('daemon');
export const On = soft('on');
export const During = soft('during');
export const Except = soft('except');
export const Without = soft('without');
export const Moving = soft('moving');
export const After = soft('after');
export const Only = soft('only');
export const Allow = soft('allow');
export const Deadlock = soft('deadlock');
export const Symmetry = soft('symmetry');
export const Off = soft('off');
export const Expect = soft('expect');
export const Holds = soft('holds');
export const Complete = soft('complete');
export const Violates = soft('violates');
export const Passing = soft('passing');
export const Possible = soft('possible');
export const Impossible = soft('impossible');
export const Next = soft('next');
export const Before = soft('before');
export const Deny = soft('deny');
export const States = soft('states');
export const Steps = soft('steps');
soft('count', Reduction);
soft('sum', Reduction);
soft('min', Reduction);
soft('max', Reduction);
soft('choose', Reduction);

// Symbols.
export const LeftBrace = symbol('{', 'LeftBrace');
export const RightBrace = symbol('}', 'RightBrace');
export const LeftParen = symbol('(', 'LeftParen');
export const RightParen = symbol(')', 'RightParen');
export const LeftBracket = symbol('[', 'LeftBracket');
export const RightBracket = symbol(']', 'RightBracket');
export const Comma = symbol(',', 'Comma');
export const Semicolon = symbol(';', 'Semicolon');
export const Colon = symbol(':', 'Colon');
export const Dot = symbol('.', 'Dot');
export const Question = symbol('?', 'Question');
export const Prime = symbol("'", 'Prime');
export const Arrow = symbol('->', 'Arrow');
/** In an expression it is read as `==`, with a message. */
export const Equals = symbol('=', 'Equals', InfixOperator);
export const PlusEquals = symbol('+=', 'PlusEquals');
export const MinusEquals = symbol('-=', 'MinusEquals');
export const StarEquals = symbol('*=', 'StarEquals');
export const BarEquals = symbol('|=', 'BarEquals');
export const AmpersandEquals = symbol('&=', 'AmpersandEquals');
export const BackslashEquals = symbol('\\=', 'BackslashEquals');
export const PlusPlus = symbol('++', 'PlusPlus');
export const MinusMinus = symbol('--', 'MinusMinus');
symbol('~>', 'LeadsTo', InfixOperator);
export const Iff = symbol('<=>', 'Iff', InfixOperator);
export const Implies = symbol('=>', 'Implies', InfixOperator);
export const OrElse = symbol('||', 'OrElse', InfixOperator);
export const AndAlso = symbol('&&', 'AndAlso', InfixOperator);
export const EqualsEquals = symbol('==', 'EqualsEquals', InfixOperator);
export const NotEquals = symbol('!=', 'NotEquals', InfixOperator);
symbol('<', 'Less', InfixOperator);
export const LessEquals = symbol('<=', 'LessEquals', InfixOperator);
symbol('>', 'Greater', InfixOperator);
export const GreaterEquals = symbol('>=', 'GreaterEquals', InfixOperator);
export const NotIn = symbol('!in', 'NotIn', InfixOperator);
export const DotDot = symbol('..', 'DotDot', InfixOperator);
symbol('\\', 'Backslash', InfixOperator);
export const Plus = symbol('+', 'Plus', InfixOperator);
export const Minus = symbol('-', 'Minus', InfixOperator, PrefixOperator);
export const Star = symbol('*', 'Star', InfixOperator);
export const Slash = symbol('/', 'Slash', InfixOperator);
export const Percent = symbol('%', 'Percent', InfixOperator);
export const Not = symbol('!', 'Not', PrefixOperator);
/** `&`, `|`, `^`, `<<`, `>>` between operands: read as operators, with a message. */
export const BitOperator = createToken({ name: 'BitOperator', pattern: Lexer.NA, categories: [InfixOperator] });
/** Symbols of other languages that mean nothing here: `::`, `|->`, `@`, … */
export const ForeignSymbol = createToken({ name: 'ForeignSymbol', pattern: Lexer.NA });

/** Words that are never names, except names of fields. */
export const reservedWords: ReadonlyMap<string, TokenType> = reservedTypes;
/** Words that are names wherever the grammar does not expect them. */
export const softWords: ReadonlyMap<string, TokenType> = softTypes;
export const symbols: ReadonlyMap<string, TokenType> = symbolTypes;

export const allTokens: readonly TokenType[] = [
  Word,
  NameLike,
  InfixOperator,
  PrefixOperator,
  Reduction,
  Identifier,
  Integer,
  Text,
  UnionDeclaration,
  BitOperator,
  ForeignSymbol,
  ...reservedTypes.values(),
  ...softTypes.values(),
  ...symbolTypes.values(),
];

/** The words that begin a declaration, as written. */
export const declarationWords: readonly string[] = [
  'import',
  'memory',
  'const',
  'assume',
  'type',
  'enum',
  'struct',
  'union',
  'symmetric',
  'var',
  'ghost',
  'weak',
  'init',
  'fun',
  'proc',
  'action',
  'process',
  'terminates',
  'constraint',
  'invariant',
  'transition',
  'temporal',
  'reachable',
  'check',
  'scenario',
  'deny',
];
