namespace MeshStarter.Contracts.Queries;

/// <summary>Splits SQL into tokens, each literal as <see cref="Literal"/>, without comments.</summary>
internal sealed class SqlLexer(string sql, bool quotesAreNames)
{
    /// <summary>The token of every literal.</summary>
    public const string Literal = "?";

    private int _at;

    /// <summary>Whether the rest could not be split with certainty; <see cref="Next"/> returns null then.</summary>
    public bool IsAmbiguous { get; private set; }

    /// <summary>The next token; null at the end.</summary>
    public string? Next()
    {
        while (!IsAmbiguous && _at < sql.Length)
        {
            var rest = sql.AsSpan(_at);
            if (char.IsWhiteSpace(rest[0]))
            {
                _at++;
            }
            else if (rest.StartsWith("--"))
            {
                var line = rest.IndexOfAny('\n', '\r');
                _at = line < 0 ? sql.Length : _at + line;
            }
            else if (rest.StartsWith("/*"))
            {
                Comment();
            }
            else
            {
                return Token();
            }
        }

        return null;
    }

    private string? Token() => sql[_at] switch
    {
        '\'' => Text('\'', hasEscapes: false),
        '"' when !quotesAreNames => Text('"', hasEscapes: false),
        '"' or '`' => Name(sql[_at]),
        '$' => Dollars(),
        // Other dialects begin a comment of a line with it; in the engine's it is an operator of a place.
        '#' when !quotesAreNames => Unsure(),
        '.' when _at + 1 < sql.Length && char.IsAsciiDigit(sql[_at + 1]) && !IsName(_at - 1) => Number(),
        var digit when char.IsAsciiDigit(digit) => Number(),
        var word when IsWord(word) => Word(),
        var symbol when IsOperator(symbol) => Operator(),
        var symbol => Symbol(symbol),
    };

    private string Symbol(char symbol)
    {
        _at++;
        return symbol.ToString();
    }

    private string? Unsure()
    {
        IsAmbiguous = true;
        return null;
    }

    private string? Word()
    {
        var start = _at;
        while (_at < sql.Length && (IsWord(sql[_at]) || sql[_at] == '$'))
        {
            _at++;
        }

        // E'…', X'…', B'…', N'…', r'…': a letter or two before a literal belong to it.
        return _at < sql.Length && sql[_at] == '\'' && _at - start <= 2
            ? Text('\'', hasEscapes: sql[start] is 'e' or 'E')
            : sql[start.._at].ToLowerInvariant();
    }

    private string Number()
    {
        while (_at < sql.Length && (IsWord(sql[_at]) || sql[_at] == '.' || (sql[_at] is '+' or '-' && sql[_at - 1] is 'e' or 'E')))
        {
            _at++;
        }

        return Literal;
    }

    private string? Text(char quote, bool hasEscapes)
    {
        for (var at = _at + 1; at < sql.Length; at++)
        {
            if (sql[at] == '\\' && hasEscapes)
            {
                at++;
            }
            else if (sql[at] == '\\' && !quotesAreNames && at + 1 < sql.Length && sql[at + 1] == quote)
            {
                // An escape in one dialect, the end of the literal in another.
                return Unsure();
            }
            else if (sql[at] == quote)
            {
                if (at + 1 < sql.Length && sql[at + 1] == quote)
                {
                    at++;
                    continue;
                }

                _at = at + 1;
                return Literal;
            }
        }

        return Unsure();
    }

    private string? Name(char quote)
    {
        for (var at = _at + 1; at < sql.Length; at++)
        {
            if (sql[at] == quote && (at + 1 == sql.Length || sql[at + 1] != quote))
            {
                var name = sql[_at..(at + 1)];
                _at = at + 1;
                return name;
            }

            at += sql[at] == quote ? 1 : 0;
        }

        return Unsure();
    }

    // $$…$$ and $tag$…$tag$ are literals; $1 is a parameter.
    private string? Dollars()
    {
        var tagged = _at + 1;
        while (tagged < sql.Length && IsWord(sql[tagged]))
        {
            tagged++;
        }

        if (tagged < sql.Length && sql[tagged] == '$')
        {
            var tag = sql[_at..(tagged + 1)];
            var close = sql.IndexOf(tag, tagged + 1, StringComparison.Ordinal);
            if (close < 0)
            {
                return Unsure();
            }

            _at = close + tag.Length;
            return Literal;
        }

        _at = tagged;
        return Literal;
    }

    private string Operator()
    {
        var start = _at;
        do
        {
            _at++;
        }
        while (_at < sql.Length && IsOperator(sql[_at]) && !sql.AsSpan(_at).StartsWith("--") && !sql.AsSpan(_at).StartsWith("/*"));
        return sql[start.._at];
    }

    private void Comment()
    {
        var depth = 0;
        for (; _at + 1 < sql.Length; _at++)
        {
            var two = sql.AsSpan(_at, 2);
            if (two is "/*" or "*/")
            {
                // Where comments do not nest, the rest of a nested one would be SQL.
                depth += two is "/*" ? 1 : -1;
                IsAmbiguous |= depth > 1 && !quotesAreNames;
                _at++;
                if (depth == 0)
                {
                    _at++;
                    return;
                }
            }
        }

        _at = sql.Length;
    }

    private bool IsName(int at) => at >= 0 && (IsWord(sql[at]) || sql[at] is '"' or ')' or ']' or '`');

    private static bool IsWord(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' || (c > '\x7F' && !char.IsWhiteSpace(c));

    private static bool IsOperator(char c) => c is '+' or '-' or '*' or '/' or '<' or '>' or '=' or '~' or '!' or '@' or '%' or '^' or '&' or '|' or ':' or '?' or '#';
}
