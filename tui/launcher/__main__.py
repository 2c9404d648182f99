"""`python -m poise_interview`."""

from poise_interview import main

if __name__ == "__main__":
    main()
