# Simulation-based calibration of the Stan programs: `snakemake sbc`.
