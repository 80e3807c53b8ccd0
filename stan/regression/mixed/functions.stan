  // Coefficients b whose combinations A b have independent priors; det A = 1.
  real combined_lpdf(vector b, matrix A, vector m, vector s) {
    return normal_lpdf(A * b | m, s);
  }
  // Linear predictor of all rows; levels are written factor after factor.
  vector predictor(vector offsets, matrix W, vector beta, int pooling, matrix Z,
                   matrix theta, array[] int group, vector further, array[] int level) {
    int N = rows(W);
    vector[N] eta = offsets + W * beta;
    if (pooling > 0) {
      eta += rows_dot_product(Z, theta[group]);
    }
    for (h in 1 : size(level) %/% N) {
      eta += further[segment(level, 1 + (h - 1) * N, N)];
    }
    return eta;
  }
  // A vector whose first place is its mean times the root of its size, turned back by a
  // reflection (Householder).
  vector reflected(vector turned) {
    int n = rows(turned);
    vector[n] away = rep_vector(-inv_sqrt(n), n);
    away[1] += 1;
    return turned - dot_product(away, turned) / away[1] * away;
  }
  // Units in which levels are sampled, by the share of their variance that is left open.
  // Where their mean is sampled apart that has no rows, and the others have one unit.
  vector units(real sd, vector open, int apart) {
    vector[rows(open)] unit = sd * sqrt(open);
    if (apart) {
      unit = rep_vector(sd * sqrt(mean(open)), rows(open));
      unit[1] = sd;
    }
    return unit;
  }
  // Effects, from what is sampled of them. Given the scales, what the rows say of them is
  // about normal (own ...). Coefficients of the population are sampled in the sds, and along
  // the directions, of what that leaves of them when groups and what is linked with them
  // are integrated out; then, given these, what is above groups, the groups and what lies
  // in them, each in the sds that its rows and its population leave: neither many rows nor
  // few make a funnel. Factors that are crossed are sampled likewise, beside the others.
  // The rows see sums alone, so the intercept goes with the mean of crossed levels.
  //
  // There are: the log density of what is sampled of the groups with the Jacobian of all
  // units, beta beside its location in its units, levels, and the coefficients of groups,
  // beside their mean if they have one.
  vector together(vector beta_raw, matrix theta_raw, vector further_raw,
                  vector sd_further, matrix B_root, vector prior_theta_sd, int pooling,
                  array[] int kept, matrix B, matrix own, array[] matrix own_theta,
                  matrix stacked, matrix own_beta, matrix own_mean,
                  array[] vector own_location, array[] matrix own_unit,
                  array[] matrix own_bend, array[] int size_of, array[] int first,
                  array[] int inside, array[] int of_group, array[] int above,
                  array[] int reflect, array[] int linked, vector in_group) {
    int H = rows(sd_further);
    int L = rows(further_raw);
    int J = rows(own_mean);
    int K = rows(B);
    int P = rows(own_beta) - 1;
    int C = K + P + 1;
    real between = 0;
    matrix[rows(theta_raw), cols(theta_raw)] theta = theta_raw;
    matrix[L, C] known = own; // with what the levels in them tell
    int nested = H > 0 ? K : 0; // coefficients that levels in groups may tell of
    int pooled = pooling == 2 ? K : 0;
    array[nested] matrix[J, C] of_theta = rep_array(rep_matrix(0, J, C), nested);
    // Of groups, eliminated
    array[pooled] matrix[J, C + 1] left = rep_array(rep_matrix(0, J, C + 1), pooled);
    matrix[P + 1, P + 1] of_beta = own_beta;
    vector[size(kept)] moved = beta_raw; // beta beside location, in its units
    vector[L] further = rep_vector(0, L);
    vector[L] unit_of = rep_vector(1, L);
    vector[L] open = rep_vector(1, L); // share of its variance that the rows leave to each
    vector[L + J] total = rep_vector(0, L + J); // effects, with those they lie in
    matrix[J, K] added = rep_matrix(0, J, K); // what groups add to B theta_j of beta
    for (k in 1 : nested) {
      of_theta[k] = own_theta[k];
    }
    // A level lies in a level of what has fewer of them.
    for (h in sort_indices_desc(size_of)) {
      int n = size_of[h];
      int last = first[h] + n - 1;
      if (h <= H) {
        matrix[n, C] told = block(known, first[h], 1, n, C);
        vector[n] share = inv(1 + square(sd_further[h]) * col(told, 1));
        matrix[n, C] lost = diag_pre_multiply(sd_further[h] * sqrt(share), told);
        open[first[h] : last] = share;
        unit_of[first[h] : last] = units(sd_further[h], share, reflect[h]);
        if (linked[h]) {
          of_beta -= crossprod(block(lost, 1, K + 1, n, P + 1));
        }
        for (l in first[h] : last) {
          int at = l - first[h] + 1;
          if (of_group[l] > 0) {
            for (k in 1 : K) {
              of_theta[k][of_group[l]] -= lost[at, k] * lost[at];
            }
          }
          if (inside[l] > 0 && inside[l] <= L) {
            known[inside[l]] += share[at] * told[at];
          }
        }
      } else if (pooling == 2) {
        for (k in 1 : K) {
          // Of z, where B theta_j is B mu + B_root z: its precision, and the rest
          matrix[J, C] told;
          matrix[J, C + 1] row;
          matrix[J, P + 1] lost;
          if (nested > 0) {
            told = B_root[k, k] * of_theta[k];
            for (l in (k + 1) : K) {
              told += B_root[l, k] * of_theta[l];
            }
          } else {
            told = to_matrix(stacked * B_root[ : , k], J, C);
          }
          row = append_col(append_col(block(told, 1, 1, J, K) * B_root, col(told, 1)),
                           block(told, 1, K + 1, J, P + 1));
          row[ : , k] += 1;
          for (l in 1 : (k - 1)) {
            row -= diag_pre_multiply(col(row, l) ./ col(left[l], l), left[l]);
          }
          left[k] = row;
          between -= 0.5 * sum(log(col(row, k)));
          lost = block(row, 1, K + 2, J, P + 1);
          of_beta -= crossprod(diag_pre_multiply(inv_sqrt(col(row, k)), lost));
        }
        if (inside[first[h]] > 0) {
          matrix[J, C] told = of_theta[1];
          for (k in 1 : K) {
            vector[J] share = col(left[k], K + 1) ./ col(left[k], k);
            matrix[J, P + 1] lost = block(left[k], 1, K + 2, J, P + 1);
            told[ : , 1] -= share .* col(left[k], K + 1);
            told[ : , K + 1 : C] -= diag_pre_multiply(share, lost);
          }
          for (j in 1 : J) {
            known[inside[L + j]] += told[j];
          }
        }
      }
    }
    between += sum(log(unit_of));
    if (pooling == 2) {
      matrix[P, P] half = cholesky_decompose(block(of_beta, 1, 1, P, P));
      moved += mdivide_left_tri_low(half, col(of_beta, P + 1)[1 : P]);
      moved = mdivide_right_tri_low(moved', half)';
      between -= sum(log(diagonal(half)));
    }
    for (h in sort_indices_asc(size_of)) {
      int n = size_of[h];
      int last = first[h] + n - 1;
      vector[n] around = rep_vector(0, n);
      if (inside[first[h]] > 0) {
        around = total[inside[first[h] : last]];
      }
      if (h <= H) {
        vector[n] away = unit_of[first[h] : last] .* further_raw[first[h] : last];
        matrix[n, C] told = block(known, first[h], 1, n, C);
        vector[n] aim = col(told, C) - col(told, 1) .* around
                        - block(told, 1, K + 1, n, P)[ : , kept] * moved;
        vector[n] middle;
        if (of_group[first[h]] > 0) {
          for (k in 2 : K) {
            aim -= col(told, k) .* added[of_group[first[h] : last], k];
          }
        }
        middle = square(sd_further[h]) * open[first[h] : last] .* aim;
        if (reflect[h]) {
          away = reflected(away) - mean(middle);
        }
        further[first[h] : last] = middle + away;
        total[first[h] : last] = around + further[first[h] : last];
      } else if (pooling == 1) {
        matrix[J, K] bent;
        for (k in 1 : K) {
          vector[J] skew = own_bend[1][ : , k];
          vector[J] tail = own_bend[2][ : , k];
          vector[J] y = sinh(tail .* theta_raw[ : , k]) ./ tail;
          vector[J] root = sqrt(1 + square(y));
          bent[ : , k] = y - skew .* (root - 1);
          between += sum(0.5 * log1p(square(tail .* y)) + log1p(-skew .* y ./ root));
        }
        for (j in 1 : J) {
          theta[j] = (own_location[j] + own_unit[j] * bent[j]')';
        }
        if (nested > 0 && max(of_group) > 0) {
          // The levels in a group tell of its own, the less surely the more they differ.
          vector[J] precision = col(of_theta[1], 1) + inv_square(prior_theta_sd[1]);
          theta[ : , 1] += (inv_sqrt(precision) - to_vector(own_unit[ : , 1, 1]))
                           .* bent[ : , 1];
          between -= 0.5 * sum(log(precision));
        }
        theta[ : , 1] -= own_mean[ : , kept] * moved;
        added = theta * B';
        total[L + 1 : L + J] = col(added, 1);
      } else if (pooling == 2) {
        for (down in 1 : K) {
          int k = K + 1 - down;
          vector[J] pivot = col(left[k], k);
          vector[J] aim = col(left[k], C + 1) - col(left[k], K + 1) .* around
                          - block(left[k], 1, K + 2, J, P) * moved
                          + sqrt(pivot) .* theta_raw[ : , k];
          for (l in (k + 1) : K) {
            aim -= col(left[k], l) .* theta[ : , l];
          }
          theta[ : , k] = aim ./ pivot;
        }
        between += std_normal_lpdf(to_vector(theta));
        added = theta * B_root';
        total[L + 1 : L + J] = around + col(added, 1);
        theta = mdivide_left(B, added')';
      }
    }
    if (pooling == 1) {
      theta[ : , 1] -= dot_product(in_group, further);
      for (j in 1 : J) {
        if (above[j] > 0) {
          theta[j, 1] -= total[above[j]];
        }
      }
    }
    return append_row(between, append_row(moved, append_row(further, to_vector(theta))));
  }
