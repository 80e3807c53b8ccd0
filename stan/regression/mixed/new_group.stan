    // eta is the linear predictor of the new group
    vector[N_new] eta = offsets_new + W_new * beta;
    for (k in 2 : K_R) {
      cor[choose(k - 1, 2) + 1 : choose(k, 2)] = R_root[1 : (k - 1)] * R_root[k]';
    }
    for (k in 1 : K_own) {
      theta_new[k] = pooling == 1 ? normal_rng(prior_theta_mean[k], prior_theta_sd[k])
                     : std_normal_rng();
    }
    if (pooling == 1) {
      lprior += each_combined_lpdf(theta | B, prior_theta_mean, prior_theta_sd);
      theta_new = (theta_new' * back)';
    } else if (pooling == 2) {
      theta_new = mu + Sigma_root * theta_new;
    }
    if (pooling > 0) {
      eta += Z_new * theta_new;
    }
    for (h in 1 : H) {
      eta += normal_rng(0, sd_further[h]);
    }
