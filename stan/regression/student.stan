// Outcomes around a linear predictor with tails heavier than a normal's, so that a
// few outliers do not move it.
//
// Some coefficients vary by group: not at all (complete pooling), each on its own (no
// pooling), or around a common mean with a spread and correlations that are learned
// (partial pooling).
//
//   y_i     ~ StudentT(nu, eta_i, sigma)
//   eta_i   = offset_i + W_i beta + Z_i theta_j[i] + u_1[i] + ... + u_H[i]
//   theta_j ~ Normal_K(mu, Sigma), Sigma = diag(sd) R diag(sd)
//   u_h     ~ Normal(0, sd_further_h)
//
// W are the columns of X whose coefficients do not vary, and mu those of beta that do.
// Without pooling theta_j has a fixed, very wide prior instead. The unit of eta is the
// outcome's.
// Rows that contradict each other give the level of a group more than one mode: without
// pooling it is sampled by a curve that is steep between them.
// What is in all such programs is in the folder mixed.
functions {
  // A curve through points (at, height) with these slopes, and the log of its slope: a
  // rational quadratic spline (Gregory and Delbourgo, 1982), straight beyond its ends.
  vector spline(real z, vector at, vector height, vector slope) {
    int last = rows(at);
    int k = 1;
    if (z <= at[1] || z >= at[last]) {
      int end = z <= at[1] ? 1 : last;
      return [height[end] + slope[end] * (z - at[end]), log(slope[end])]';
    }
    while (z > at[k + 1]) {
      k += 1;
    }
    {
      real chord = (height[k + 1] - height[k]) / (at[k + 1] - at[k]);
      real x = (z - at[k]) / (at[k + 1] - at[k]);
      real both = x * (1 - x);
      real below = chord + (slope[k] + slope[k + 1] - 2 * chord) * both;
      real above = slope[k + 1] * square(x) + 2 * chord * both + slope[k] * square(1 - x);
      return [height[k]
              + (height[k + 1] - height[k]) * (chord * square(x) + slope[k] * both)
                / below,
              2 * log(chord / below) + log(above)]';
    }
  }
#include mixed/functions.stan
}
data {
#include mixed/data.stan
  vector[N] y; // outcome
  real<lower=0> prior_sigma_rate; // per unit of the outcome
  real<lower=0> prior_nu_shape; // nu ~ Gamma(shape, rate), above 1
  real<lower=0> prior_nu_rate;
  int<lower=0> points; // of each of these curves; 0: levels are sampled as they are
  vector[points] curve_at; // on the scale of sampling
  array[points > 0 ? J : 0] vector[points] curve; // the level there, less own_location
  array[points > 0 ? J : 0] vector<lower=0>[points] curve_slope;
}
transformed data {
#include mixed/transformed_data.stan
}
parameters {
#include mixed/parameters.stan
  real<lower=0> sigma; // scale around the predictor
  real<lower=1> nu; // degrees of freedom: the larger, the more normal
}
transformed parameters {
  real steepness = 0; // log density of what is sampled less that of the levels
#include mixed/transformed_parameters.stan
  if (points > 0) {
    for (j in 1 : J) {
      vector[2] found = spline(theta_raw[j, 1], curve_at, curve[j], curve_slope[j]);
      theta[j, 1] += found[1];
      steepness += found[2];
    }
  }
}
model {
#include mixed/priors.stan
  sigma ~ exponential(prior_sigma_rate);
  nu ~ gamma(prior_nu_shape, prior_nu_rate);
  target += steepness;
  if (!prior_only) {
    vector[N] eta = predictor(offsets, W, beta, pooling, Z, theta, group, further, level);
    y ~ student_t(nu, eta, sigma);
  }
}
generated quantities {
#include mixed/generated_quantities.stan
  array[N_new] real y_new; // of a new group, with a new level of each further factor
  vector[N_saved] log_lik;
  array[N_saved] real y_rep;
  lprior += exponential_lpdf(sigma | prior_sigma_rate);
  lprior += gamma_lpdf(nu | prior_nu_shape, prior_nu_rate);
  {
#include mixed/new_group.stan
    y_new = student_t_rng(nu, eta, sigma);
  }
  if (per_observation) {
    vector[N] eta = predictor(offsets, W, beta, pooling, Z, theta, group, further, level);
    y_rep = student_t_rng(nu, eta, sigma);
    for (i in 1 : N) {
      log_lik[i] = student_t_lpdf(y[i] | nu, eta[i], sigma);
    }
  }
}

