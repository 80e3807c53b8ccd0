  real lprior = combined_lpdf(beta | A_used, prior_used_mean, prior_used_sd)
                + exponential_lpdf(sd | prior_used_rate)
                + lkj_corr_cholesky_lpdf(R_root | prior_cor_shape)
                + exponential_lpdf(sd_further | prior_sd_further_rate);
  vector[choose(K_R, 2)] cor; // correlations in R: of 1 and 2, 1 and 3, 2 and 3 ...
  vector[K_own] theta_new; // coefficients of a new group
