"""What runs by itself, and when: the job, its schedule. What a night does belongs in the assets."""
