select
    delivery_id,
    line,
    statement,
    score
from {{ source("raw", "antwoord_scores") }}
