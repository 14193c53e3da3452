using System.Text;

namespace MeshStarter.Platform.Sources.Rows;

/// <summary>Reads the text that PostgreSQL writes for an array, such as <c>{1,NULL,"a, b"}</c> (PostgreSQL, "Array Input and Output Syntax").</summary>
internal ref struct PostgresArray
{
    // PostgreSQL has no more.
    private const int MostDimensions = 6;

    private readonly ReadOnlySpan<char> _text;
    private int _at;

    private PostgresArray(string text) => _text = text;

    /// <summary>Returns the elements: texts, null, and lists of them for the arrays of an array, whatever its indexes begin with. Null for a text of another form.</summary>
    public static IReadOnlyList<object?>? Read(string text)
    {
        // Before an array whose indexes do not begin with 1 are its bounds: [0:2]={1,2,3}.
        var bounds = text.StartsWith('[') ? text.IndexOf("]={", StringComparison.Ordinal) : -1;
        var array = new PostgresArray(text) { _at = bounds < 0 ? 0 : bounds + 2 };
        return array.Elements(MostDimensions) is { } elements && array._at == text.Length ? elements : null;
    }

    private List<object?>? Elements(int dimensions)
    {
        List<object?> elements = [];
        if (dimensions == 0 || !Take('{'))
        {
            return null;
        }

        if (Take('}'))
        {
            return elements;
        }

        do
        {
            var (element, isRead) = Is('{') ? Elements(dimensions - 1) is { } inner ? (inner, true) : (null, false) : Is('"') ? Quoted() : Unquoted();
            if (!isRead)
            {
                return null;
            }

            elements.Add(element);
        }
        while (Take(','));
        return Take('}') ? elements : null;
    }

    private (object? Element, bool IsRead) Quoted()
    {
        var text = new StringBuilder();
        for (_at++; _at < _text.Length && !Is('"'); _at++)
        {
            _at += Is('\\') && _at + 1 < _text.Length ? 1 : 0;
            text.Append(_text[_at]);
        }

        return (text.ToString(), Take('"'));
    }

    private (object? Element, bool IsRead) Unquoted()
    {
        var length = _text[_at..].IndexOfAny(',', '}');
        var text = length > 0 ? _text.Slice(_at, length).ToString() : null;
        _at += Math.Max(length, 0);
        return (text == "NULL" ? null : text, text is not null);
    }

    private readonly bool Is(char character) => _at < _text.Length && _text[_at] == character;

    private bool Take(char character)
    {
        var isNext = Is(character);
        _at += isNext ? 1 : 0;
        return isNext;
    }
}
