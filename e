error[THPS0015]: --max-memory takes a size like 2G or 512M, not 'Infinity'
 = help: write `--max-memory 2G`, `512M`, or a number of bytes
