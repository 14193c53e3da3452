using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Contracts.Types;

/// <summary>Recursive descent over a type's text, one character ahead.</summary>
internal ref struct ColumnTypeParser
{
    private const int MaxTextLength = 8192;
    private const int MaxDepth = 16;
    private const string MapForm = "Write MAP<STRING, T>.";
    private const string StructForm = "Write STRUCT<a:T, b:U>.";

    private readonly string _text;
    private int _at;
    private string? _error;
    private string? _fix;

    private ColumnTypeParser(string text) => _text = text;

    /// <summary>Reads a type; on failure one sentence says what is wrong and one what to write.</summary>
    public static bool TryParse(
        string? text,
        [NotNullWhen(true)] out ColumnType? type,
        [NotNullWhen(false)] out string? error,
        [NotNullWhen(false)] out string? fix)
    {
        var parser = new ColumnTypeParser(text ?? "");
        type = parser.Whole();
        (error, fix) = (parser._error, parser._fix);
        return type is not null;
    }

    private ColumnType? Whole()
    {
        if (string.IsNullOrWhiteSpace(_text))
        {
            return Fail<ColumnType>("The type is empty.", "Write one such as STRING or DECIMAL(18,2).");
        }

        if (_text.Length > MaxTextLength)
        {
            return Fail<ColumnType>($"The type is longer than {MaxTextLength} characters.", "Give part of it a product of its own.");
        }

        var type = Type(depth: 1);
        return type is not null && Peek() is { } rest
            ? Fail<ColumnType>($"{Quoted.Text(_text)} goes on with '{rest}' where the type ends.", $"Write {Quoted.Text(type.ToString())}.")
            : type;
    }

    private ColumnType? Type(int depth)
    {
        if (depth > MaxDepth)
        {
            return Fail<ColumnType>($"The type is nested deeper than {MaxDepth} levels.", "Flatten it.");
        }

        var word = Word();
        if (word.Length == 0)
        {
            return Unexpected<ColumnType>("a type", "Write one such as STRING or DECIMAL(18,2).");
        }

        if (PrimitiveNames.TryFind(word, out var kind))
        {
            return Parameterless(word, new PrimitiveType(kind));
        }

        return word.ToUpperInvariant() switch
        {
            "DECIMAL" => Decimal(),
            "ARRAY" => Array(depth),
            "MAP" => Map(depth),
            "STRUCT" => Struct(depth),
            _ => Fail<ColumnType>($"{Quoted.Text(word)} is not a type.", PrimitiveNames.Advice(word)),
        };
    }

    private ColumnType? Parameterless(string word, PrimitiveType type) => Peek() is '(' or '<'
        ? Fail<ColumnType>($"{type} takes no parameters.", $"Write {type}.")
        : type;

    private DecimalType? Decimal()
    {
        const string Form = "Write DECIMAL(p,s) with p from 1 to 38 and s from 0 to p.";
        if (!Take('('))
        {
            return Fail<DecimalType>("DECIMAL lacks its precision and scale.", Form);
        }

        var precision = Number();
        var scale = 0;
        if (precision >= 0 && Take(','))
        {
            scale = Number();
        }

        if (precision < 0 || scale < 0 || !Take(')'))
        {
            return Fail<DecimalType>($"{Quoted.Text(_text)} does not give DECIMAL a precision and a scale.", Form);
        }

        return precision is < 1 or > DecimalType.MaxPrecision || scale > precision
            ? Fail<DecimalType>($"DECIMAL({precision},{scale}) is out of range.", Form)
            : new DecimalType(precision, scale);
    }

    private ArrayType? Array(int depth)
    {
        if (!Take('<'))
        {
            return Fail<ArrayType>("ARRAY lacks its element type.", "Write ARRAY<T>.");
        }

        if (Type(depth + 1) is not { } element)
        {
            return null;
        }

        return Take('>') ? new ArrayType(element) : Unexpected<ArrayType>("'>'", "Write ARRAY<T>.");
    }

    private MapType? Map(int depth)
    {
        if (!Take('<'))
        {
            return Fail<MapType>("MAP lacks its types.", MapForm);
        }

        if (Type(depth + 1) is not { } key)
        {
            return null;
        }

        if (key is not PrimitiveType { Kind: PrimitiveKind.String })
        {
            return Fail<MapType>($"A MAP's key is {key}; only STRING is possible.", MapForm);
        }

        if (!Take(','))
        {
            return Unexpected<MapType>("','", MapForm);
        }

        if (Type(depth + 1) is not { } value)
        {
            return null;
        }

        return Take('>') ? new MapType(value) : Unexpected<MapType>("'>'", MapForm);
    }

    private StructType? Struct(int depth)
    {
        if (!Take('<'))
        {
            return Fail<StructType>("STRUCT lacks its fields.", StructForm);
        }

        var fields = new List<StructField>();
        do
        {
            if (Field(depth) is not { } field)
            {
                return null;
            }

            if (fields.Exists(f => string.Equals(f.Name, field.Name, StringComparison.OrdinalIgnoreCase)))
            {
                return Fail<StructType>($"STRUCT has two fields named {Quoted.Text(field.Name)}; case does not count.", "Rename one.");
            }

            fields.Add(field);
        }
        while (Take(','));
        return Take('>') ? new StructType(fields) : Unexpected<StructType>("',' or '>'", StructForm);
    }

    private StructField? Field(int depth)
    {
        var name = Word();
        if (ColumnName.Problem(name) is { } problem)
        {
            return Fail<StructField>($"A field of STRUCT {problem}", StructForm);
        }

        if (!Take(':'))
        {
            return Unexpected<StructField>($"':' after the field {name}", StructForm);
        }

        return Type(depth + 1) is { } type ? new StructField(name, type) : null;
    }

    private string Word()
    {
        Peek();
        var start = _at;
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] == '_'))
        {
            _at++;
        }

        return _text[start.._at];
    }

    private int Number() =>
        int.TryParse(Word(), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : -1;

    private char? Peek()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
        {
            _at++;
        }

        return _at < _text.Length ? _text[_at] : null;
    }

    private bool Take(char c)
    {
        if (Peek() != c)
        {
            return false;
        }

        _at++;
        return true;
    }

    private T? Unexpected<T>(string expected, string fix)
        where T : class
    {
        var found = Peek() is { } c ? $"'{c}'" : "its end";
        return Fail<T>($"{Quoted.Text(_text)} has {found} at character {_at + 1} where {expected} is expected.", fix);
    }

    private T? Fail<T>(string error, string fix)
        where T : class
    {
        (_error, _fix) = (_error ?? error, _fix ?? fix);
        return null;
    }
}
