  beta ~ combined(A[kept, kept], prior_beta_mean[kept], prior_beta_sd[kept]);
  if (pooling == 1) {
    for (j in 1 : J) {
      target += combined_lpdf(theta[j]' | B, prior_theta_mean, prior_theta_sd);
    }
  }
  target += between;
  sd ~ exponential(head(prior_sd_rate, K_sd));
  R_root ~ lkj_corr_cholesky(prior_cor_shape);
  sd_further ~ exponential(prior_sd_further_rate);
  further ~ normal(0, sd_further[factor]);
