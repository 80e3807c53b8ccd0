"""The words of the glossary, and those of the page that link to them."""

from pooling.report.words.bilingual import bilingual

# Key -> the word, what it means on this page, and the patterns of what links to it.
GLOSSARY = {
    "marks": {
        "word": {"en": "✓, ✗, \N{EN DASH}, ?, !", "es": "✓, ✗, \N{EN DASH}, ?, !"},
        "meaning": {
            "en": "A check was passed; it was not, or flags something; neither, or nothing "
            "could be judged. In an answer a question mark stands before what the data do "
            "not settle, an exclamation mark before what the models leave out. What each "
            "flag means, and what to do about it, stands below.",
            "es": "Una comprobación superada; una que no lo está o que da una alerta; ni lo "
            "uno ni lo otro, o nada que se pueda juzgar. En una respuesta, el signo de "
            "pregunta precede a lo que los datos no definen, y el de exclamación, a lo que "
            "los modelos dejan afuera. Más abajo está qué significa cada alerta y qué hacer.",
        },
        "terms": {},
    },
    "group": bilingual(
        word=("group, population", "grupo, población"),
        meaning=(
            "What comes again in a table (a county, a runner, a coin), and the "
            "distribution from which the groups are taken to come.",
            "Lo que se repite en una tabla (un condado, un corredor, una moneda), y la "
            "distribución de la que se supone que vienen los grupos.",
        ),
        terms=("population", "población"),
    ),
    "pooling": bilingual(
        word=(
            "complete, no and partial pooling",
            "pooling completo, no pooling, partial pooling",
        ),
        meaning=(
            "One value for all groups; a value for each from its own data alone; a value "
            "for each that is informed by the others, through a population learned from all.",
            "Un valor para todos los grupos; un valor para cada uno solo con sus propios "
            "datos; un valor para cada uno informado por los demás, por medio de una población "
            "que se aprende de todos.",
        ),
        terms=(
            "(?:complete|no|partial) pooling",
            "pooling completo|(?:no|sin|partial) pooling",
        ),
    ),
    "fixed": bilingual(
        word=("fixed regularisation", "regularización fija"),
        meaning=(
            "A value for each group, held near one point by a prior that was chosen and "
            "not learned.",
            "Un valor para cada grupo, retenido cerca de un punto por un prior elegido y "
            "no aprendido.",
        ),
        terms=("fixed regularisation", "regularización fija"),
    ),
    "known_mode": bilingual(
        word=("known mode", "moda conocida"),
        meaning=(
            "The mode of the population, ω, is a number that was given, and only the "
            "probability of each group is learned: groups cannot inform each other.",
            "La moda de la población, ω, es un número dado, y solo se aprende la "
            "probabilidad de cada grupo: unos no pueden informar a otros.",
        ),
        terms=("known mode", "moda conocida"),
    ),
    "likelihood": bilingual(
        word=("maximum likelihood", "máxima verosimilitud"),
        meaning=(
            "The values under which the data are most probable, without a prior and "
            "without a posterior.",
            "Los valores con los que los datos son más probables, sin prior ni "
            "posterior.",
        ),
        terms=(
            "maximum likelihood|interior maximum",
            "máxima verosimilitud|máximo interior",
        ),
    ),
    "shrinkage": bilingual(
        word=("shrinkage, pooling factor", "shrinkage, factor de pooling"),
        meaning=(
            "The move of an estimate from no pooling toward the population, and the "
            "weight of the population in it: 0 alone, 1 all alike.",
            "El camino de una estimación desde no pooling hacia la población, y el peso "
            "de la población en ella: 0 solo, 1 todos iguales.",
        ),
        terms=("shrinkage|pooling factor", "shrinkage|factor de pooling"),
    ),
    "posterior": bilingual(
        word=("prior, likelihood, posterior", "prior, verosimilitud, posterior"),
        meaning=(
            "What was taken to be known of a number before the data; how probable the "
            "data are for each value of it; what is known of it after.",
            "Lo que se daba por conocido de un número antes de los datos; qué tan "
            "probables son los datos para cada valor; lo que se sabe de él después.",
        ),
        terms=("priors?|likelihood|posterior", "priors?|verosimilitud|posterior"),
    ),
    "interval": bilingual(
        word=("90%", "90\u202f%"),
        meaning=(
            "Before two numbers: the central interval in which a number lies with "
            "probability 0.9, given the data and the model. It is below it as probably as "
            "above it, with 0.05.",
            "Delante de dos números: el intervalo central en el que queda un número con "
            "probabilidad 0,9, dados los datos y el modelo. Queda por debajo con la misma "
            "probabilidad que por encima, 0,05.",
        ),
        terms=("90%(?=:)", "90\u202f%(?=:)"),
    ),
    "sd": bilingual(
        word=(
            "standard deviation (sd), standard error",
            "desvío estándar (DE), error estándar",
        ),
        meaning=(
            "How far numbers typically lie from their mean; and how far a number that "
            "is computed from a sample typically lies from the one that it stands for.",
            "A qué distancia de su media suelen estar unos números; y a qué distancia "
            "suele estar un número que se calcula de una muestra de aquel al que representa.",
        ),
        terms=("standard (?:deviation|errors?)", "desvío estándar|error(?:es)? estándar"),
    ),
    "coins": bilingual(
        word=("κ, ω, π", "κ, ω, π"),
        meaning=(
            "Of coins and the like: how alike they are (chosen, not learned), the value "
            "that is most common among them, their mode, and the probability of one of them.",
            "De monedas y afines: cuánto se parecen (elegido, no aprendido), el valor "
            "más común entre ellas, su moda, y la probabilidad de una de ellas.",
        ),
        terms=("κ|ω|π|mode", "κ|ω|π|moda"),
    ),
    "draws": bilingual(
        word=("NUTS, draws", "NUTS, muestras"),
        meaning=(
            "The sampler that Stan uses, and the values that it takes from the "
            "posterior. Exact means computed without it.",
            "El muestreador que usa Stan, y los valores que toma del posterior. Exacto "
            "quiere decir calculado sin él.",
        ),
        terms=("NUTS", "NUTS"),
    ),
    "elpd": bilingual(
        word=("elpd", "elpd"),
        meaning=(
            "How well a model predicts data left out, as a sum of log densities: only "
            "differences count, beside their standard error.",
            "Qué tan bien predice un modelo datos dejados afuera, como suma de "
            "log-densidades: solo cuentan las diferencias, junto con su error estándar.",
        ),
        terms=("elpd", "elpd"),
    ),
}
# Of an outcome that is a logarithm; its word is its unit.
LOGARITHM = {
    "en": "The natural logarithm of {original}. A step of 1 is a factor of 2.7, one of 0.1 a "
    "factor of 1.1. A mean of logarithms, taken back, is a typical value (a geometric mean), "
    "and below the average.",
    "es": "El logaritmo natural de {original}. Un paso de 1 es un factor de 2,7; uno de 0,1, "
    "un factor de 1,1. Una media de logaritmos, llevada de vuelta, es un valor típico (una "
    "media geométrica), menor que el promedio.",
}
