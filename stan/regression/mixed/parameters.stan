  vector[P_used] beta_raw; // beta in the units of sampling
  matrix[J_own, K_own] theta_raw; // theta in those, or standardised
  vector<lower=0>[K_sd] sd; // sds of the coefficients between groups
  cholesky_factor_corr[K_R] R_root; // Cholesky factor of R
  vector<lower=0>[H] sd_further; // sds between the levels of the further factors
  vector[L] further_raw; // of each level, in its unit or standardised
