  // Coefficients b whose combinations A b have independent priors; det A = 1.
  real combined_lpdf(vector b, matrix A, vector m, vector s) {
    return normal_lpdf(A * b | m, s);
  }
  // The same of each row of a matrix.
  real each_combined_lpdf(matrix b, matrix A, vector m, vector s) {
    real density = 0;
    for (j in 1 : rows(b)) {
      vector[cols(b)] own = b[j]';
      density += combined_lpdf(own | A, m, s);
    }
    return density;
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
  // Lower triangular L with L L' = A' A, by the method of Gram and Schmidt.
  matrix root_of(matrix A) {
    matrix[rows(A), cols(A)] Q = A;
    matrix[cols(A), cols(A)] root = rep_matrix(0, cols(A), cols(A));
    for (k in 1 : cols(A)) {
      vector[rows(A)] left = col(Q, k);
      for (l in 1 : (k - 1)) {
        root[k, l] = dot_product(col(Q, l), left);
        left -= root[k, l] * col(Q, l);
      }
      root[k, k] = sqrt(dot_self(left));
      Q[ : , k] = left / root[k, k];
    }
    return root;
  }
  // Solution x of L' x = z + w, where L w = b and L is lower triangular.
  vector solved(matrix root, vector b, vector z) {
    int n = rows(b);
    vector[n] w = rep_vector(0, n);
    vector[n] x = rep_vector(0, n);
    for (k in 1 : n) {
      w[k] = (b[k] - dot_product(row(root, k), w)) / root[k, k];
    }
    for (down in 1 : n) {
      int k = n + 1 - down;
      x[k] = (z[k] + w[k] - dot_product(col(root, k), x)) / root[k, k];
    }
    return x;
  }
  // What is told of effects, beside that of the coefficients of the population and of what
  // they lie in.
  vector beside(matrix told, vector precision, vector around, vector moved) {
    int P = rows(moved);
    int C = cols(told);
    matrix[rows(told), P] of_beta = block(told, 1, C - P, rows(told), P);
    vector[rows(told)] aim = col(told, C);
    return aim - precision .* around - of_beta * moved;
  }
  // Effects, from what is sampled of them. Given the scales, what the rows say of them is
  // about normal (own ...). Coefficients of the population are sampled in the sds, and along
  // the directions, of what that leaves of them when groups and what is linked with them
  // are integrated out; then, given these, what is above groups, the groups and what lies
  // in them, each in the sds that its rows and its population leave: neither many rows nor
  // few make a funnel. Factors that are crossed are sampled likewise, beside the others.
  // The rows see sums alone, so the intercept goes with the mean of crossed levels.
  //
  // There are: the log density of levels and of groups around their mean, with the Jacobian
  // of all units, the coefficients of the population, the levels, and the coefficients of groups.
  vector together(vector beta_raw, matrix theta_raw, vector further_raw,
                  vector sd_further, matrix Sigma_root, vector prior_theta_sd,
                  int pooling, matrix forth, matrix back, matrix M, vector location,
                  matrix unit, vector intercept, vector in_intercept, vector in_group,
                  matrix own, array[] matrix own_theta, matrix stacked, matrix own_beta,
                  matrix own_mean, array[] vector own_location, array[] matrix own_unit,
                  array[] matrix own_bend, array[] int size_of, array[] int first,
                  array[] int inside, array[] int of_group, array[] int above,
                  array[] int reflect, array[] int linked) {
    int H = rows(sd_further);
    int L = rows(further_raw);
    int J = rows(own_mean);
    int K = rows(forth);
    int P = rows(own_beta) - 1;
    int C = K + P + 1;
    real between = 0;
    matrix[rows(theta_raw), cols(theta_raw)] theta = theta_raw;
    matrix[L, C] known = own; // with what the levels in them tell
    int nested = H > 0 ? K : 0; // coefficients that levels in groups may tell of
    int pooled = pooling == 2 ? K : 0;
    matrix[pooled, pooled] across = Sigma_root';
    matrix[pooled, pooled] B_root = across; // of the covariance of B theta_j
    array[nested] matrix[J, C] of_theta = rep_array(rep_matrix(0, J, C), nested);
    // Of groups, eliminated
    array[pooled] matrix[J, C + 1] left = rep_array(rep_matrix(0, J, C + 1), pooled);
    matrix[P + 1, P + 1] of_beta = own_beta;
    vector[P] moved = beta_raw; // beta beside location, in its units
    vector[L] further = rep_vector(0, L);
    vector[L] unit_of = rep_vector(1, L);
    vector[L] open = rep_vector(1, L); // variance that the rows leave to each
    vector[L] spread; // levels, beside where they are expected
    vector[L + J] total = rep_vector(0, L + J); // effects, with those they lie in
    matrix[J, K] added = rep_matrix(0, J, K); // what groups add to B theta_j of beta
    if (pooling == 2) {
      B_root = root_of(across * forth);
      across = B_root';
    }
    for (k in 1 : nested) {
      of_theta[k] = own_theta[k];
    }
    // A level lies in a level of what has fewer of them.
    for (h in sort_indices_desc(size_of)) {
      int n = size_of[h];
      int from = first[h];
      int last = from + n - 1;
      if (h <= H) {
        matrix[n, C] told = block(known, from, 1, n, C);
        real sd = sd_further[h];
        real variance = square(sd);
        vector[n] precision = col(told, 1);
        vector[n] share = inv(1 + variance * precision);
        vector[n] sds = units(sd, share, 0);
        matrix[n, C] lost = diag_pre_multiply(sds, told);
        matrix[n, P + 1] lost_beta = block(lost, 1, K + 1, n, P + 1);
        open[from : last] = variance * share;
        unit_of[from : last] = units(sd, share, reflect[h]);
        if (linked[h]) {
          of_beta -= crossprod(lost_beta);
        }
        for (l in from : last) {
          int at = l - from + 1;
          int j = of_group[l];
          int outer = inside[l];
          if (j > 0) {
            for (k in 1 : K) {
              of_theta[k][j] -= lost[at, k] * lost[at];
            }
          }
          if (outer > 0 && outer <= L) {
            known[outer] += share[at] * told[at];
          }
        }
      } else if (pooling == 2) {
        for (k in 1 : K) {
          // Of z, where B theta_j is B mu + B_root z: its precision, and the rest
          matrix[J, C] told;
          matrix[J, C + 1] row;
          matrix[J, K] told_theta;
          vector[J] pivot;
          vector[J] sds;
          matrix[J, P + 1] lost;
          if (nested > 0) {
            told = B_root[k, k] * of_theta[k];
            for (l in (k + 1) : K) {
              told += B_root[l, k] * of_theta[l];
            }
          } else {
            told = to_matrix(stacked * B_root[ : , k], J, C);
          }
          told_theta = block(told, 1, 1, J, K);
          row = append_col(append_col(told_theta * B_root, col(told, 1)),
                           block(told, 1, K + 1, J, P + 1));
          row[ : , k] += 1;
          for (l in 1 : (k - 1)) {
            vector[J] share = col(row, l) ./ col(left[l], l);
            row -= diag_pre_multiply(share, left[l]);
          }
          left[k] = row;
          pivot = col(row, k);
          between -= 0.5 * sum(log(pivot));
          sds = inv_sqrt(pivot);
          lost = block(row, 1, K + 2, J, P + 1);
          lost = diag_pre_multiply(sds, lost);
          of_beta -= crossprod(lost);
        }
        if (inside[from] > 0) {
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
      matrix[P, P] precision = block(of_beta, 1, 1, P, P);
      matrix[P, P] half = cholesky_decompose(precision);
      vector[P] pivots = diagonal(half);
      moved = solved(half, of_beta[1 : P, P + 1], beta_raw);
      between -= sum(log(pivots));
    }
    spread = unit_of .* further_raw;
    for (h in sort_indices_asc(size_of)) {
      int n = size_of[h];
      int from = first[h];
      int last = from + n - 1;
      vector[n] around = rep_vector(0, n);
      if (inside[from] > 0) {
        around = total[inside[from : last]];
      }
      if (h <= H) {
        vector[n] away = spread[from : last];
        matrix[n, C] told = block(known, from, 1, n, C);
        vector[n] precision = col(told, 1);
        vector[n] aim = beside(told, precision, around, moved);
        vector[n] middle;
        if (of_group[from] > 0) {
          for (k in 2 : K) {
            aim -= col(told, k) .* added[of_group[from : last], k];
          }
        }
        middle = open[from : last] .* aim;
        if (reflect[h]) {
          away = reflected(away) - mean(middle);
        }
        middle += away;
        between += normal_lpdf(middle | 0, sd_further[h]);
        further[from : last] = middle;
        total[from : last] = around + middle;
      } else if (pooling == 1) {
        matrix[J, K] bent;
        for (k in 1 : K) {
          vector[J] skew = own_bend[1][ : , k];
          vector[J] tail = own_bend[2][ : , k];
          vector[J] y = sinh(tail .* col(theta_raw, k)) ./ tail;
          vector[J] root = sqrt(1 + square(y));
          bent[ : , k] = y - skew .* (root - 1);
          between += sum(0.5 * log1p(square(tail .* y)) + log1p(-skew .* y ./ root));
        }
        for (j in 1 : J) {
          vector[K] own_bent = bent[j]';
          theta[j] = (own_location[j] + own_unit[j] * own_bent)';
        }
        if (nested > 0 && max(of_group) > 0) {
          // The levels in a group tell of its own, the less surely the more they differ.
          vector[J] precision = col(of_theta[1], 1) + inv_square(prior_theta_sd[1]);
          theta[ : , 1] += (inv_sqrt(precision) - to_vector(own_unit[ : , 1, 1]))
                           .* bent[ : , 1];
          between -= 0.5 * sum(log(precision));
        }
        theta[ : , 1] -= own_mean * moved;
        added = theta * forth;
        total[L + 1 : L + J] = col(added, 1);
      } else if (pooling == 2) {
        for (down in 1 : K) {
          int k = K + 1 - down;
          vector[J] pivot = col(left[k], k);
          vector[J] root = sqrt(pivot);
          vector[J] precision = col(left[k], K + 1);
          vector[J] aim = beside(left[k], precision, around, moved);
          aim += root .* col(theta, k);
          for (l in (k + 1) : K) {
            aim -= col(left[k], l) .* col(theta, l);
          }
          theta[ : , k] = aim ./ pivot;
        }
        between += std_normal_lpdf(to_vector(theta));
        added = theta * across;
        total[L + 1 : L + J] = around + col(added, 1);
        theta = added * back;
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
    moved = location + unit * moved - dot_product(in_intercept, further) * intercept;
    if (pooling == 2) {
      vector[K] mu = M * moved;
      theta += rep_matrix(mu', J);
    }
    return append_row(between, append_row(moved, append_row(further, to_vector(theta))));
  }
