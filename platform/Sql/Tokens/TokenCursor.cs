namespace MeshStarter.Platform.Sql.Tokens;

/// <summary>Reads tokens from left to right.</summary>
internal sealed class TokenCursor(IReadOnlyList<SqlToken> tokens)
{
    private int _at;

    /// <summary>The number of tokens that were taken; set to go back to them.</summary>
    public int Position
    {
        get => _at;
        set => _at = value;
    }

    public bool AtEnd => _at == tokens.Count;

    /// <summary>The next token; null at the end.</summary>
    public SqlToken? Next => _at < tokens.Count ? tokens[_at] : null;

    /// <summary>The place behind the last token that was taken.</summary>
    public int Taken => _at == 0 ? 0 : tokens[_at - 1].End;

    /// <summary>Whether the next tokens are these words.</summary>
    public bool Sees(params ReadOnlySpan<string> keywords)
    {
        for (var i = 0; i < keywords.Length; i++)
        {
            if (_at + i >= tokens.Count || !tokens[_at + i].Is(keywords[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Takes these words if they are next.</summary>
    public bool Take(params ReadOnlySpan<string> keywords)
    {
        if (!Sees(keywords))
        {
            return false;
        }

        _at += keywords.Length;
        return true;
    }

    /// <summary>Whether a symbol and then a word are next.</summary>
    public bool Sees(char symbol, string keyword) => Next?.Is(symbol) == true && _at + 1 < tokens.Count && tokens[_at + 1].Is(keyword);

    public bool Take(char symbol)
    {
        if (Next?.Is(symbol) != true)
        {
            return false;
        }

        _at++;
        return true;
    }

    public SqlToken? Take() => _at < tokens.Count ? tokens[_at++] : null;

    public bool From() => Take("FROM") || Take("IN");

    /// <summary>A name of one or more parts joined by dots; null where there is none.</summary>
    public IReadOnlyList<string>? Name()
    {
        List<string> parts = [];
        while (_at < tokens.Count && tokens[_at].IsName)
        {
            parts.Add(tokens[_at++].Value);
            if (!Take('.'))
            {
                return parts;
            }
        }

        return null;
    }

    /// <summary>A name of one part; null where there is none.</summary>
    public string? Identifier() => Next?.IsName == true ? tokens[_at++].Value : null;

    public string? Text() => Next?.Kind == SqlTokenKind.Text ? tokens[_at++].Value : null;
}
