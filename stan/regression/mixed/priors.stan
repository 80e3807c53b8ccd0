  beta ~ combined(A_used, prior_used_mean, prior_used_sd);
  if (pooling == 1) {
    target += each_combined_lpdf(theta | B, prior_theta_mean, prior_theta_sd);
  }
  target += between;
  sd ~ exponential(prior_used_rate);
  R_root ~ lkj_corr_cholesky(prior_cor_shape);
  sd_further ~ exponential(prior_sd_further_rate);
