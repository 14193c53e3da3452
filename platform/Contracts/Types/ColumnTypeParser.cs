using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace MeshStarter.Contracts;

/// <summary>Recursive descent over a type's text, one character ahead.</summary>
internal ref struct ColumnTypeParser
{
    private const int MaxTextLength = 8192;
    private const int MaxDepth = 16;

    private readonly string _text;
    private int _at;
    private string? _error;

    private ColumnTypeParser(string text) => _text = text;

    public static bool TryParse(
        string? text, [NotNullWhen(true)] out ColumnType? type, [NotNullWhen(false)] out string? error)
    {
        type = null;
        if (string.IsNullOrWhiteSpace(text))
        {
            error = "The type is empty. Write one such as STRING or DECIMAL(18,2).";
            return false;
        }

        if (text.Length > MaxTextLength)
        {
            error = $"The type is longer than {MaxTextLength} characters. Give part of it a product of its own.";
            return false;
        }

        var parser = new ColumnTypeParser(text);
        var parsed = parser.Type(depth: 1);
        if (parsed is not null && parser.Peek() is { } rest)
            parsed = parser.Fail<ColumnType>($"{Quoted.Text(text)} goes on with '{rest}' after the type {parsed}. Remove what follows.");
        (type, error) = (parsed, parser._error);
        return parsed is not null;
    }

    private ColumnType? Type(int depth)
    {
        if (depth > MaxDepth)
            return Fail<ColumnType>($"The type is nested deeper than {MaxDepth} levels. Flatten it.");
        var word = Word();
        if (word.Length == 0)
            return Fail<ColumnType>(Expected("a type"));
        if (PrimitiveNames.TryFind(word, out var kind))
            return Parameterless(word, new PrimitiveType(kind));
        return word.ToUpperInvariant() switch
        {
            "DECIMAL" => Decimal(),
            "ARRAY" => Array(depth),
            "MAP" => Map(depth),
            "STRUCT" => Struct(depth),
            _ => Fail<ColumnType>($"{Quoted.Text(word)} is not a type. {PrimitiveNames.Advice(word)}"),
        };
    }

    private ColumnType? Parameterless(string word, PrimitiveType type) => Peek() is '(' or '<'
        ? Fail<ColumnType>($"{word.ToUpperInvariant()} takes no parameters. Write {type}.")
        : type;

    private DecimalType? Decimal()
    {
        const string Form = "Write DECIMAL(p,s) with p from 1 to 38 and s from 0 to p.";
        if (!Take('('))
            return Fail<DecimalType>($"DECIMAL lacks its precision and scale. {Form}");
        var precision = Number();
        var scale = 0;
        if (precision >= 0 && Take(','))
            scale = Number();
        if (precision < 0 || scale < 0 || !Take(')'))
            return Fail<DecimalType>($"{Quoted.Text(_text)} does not give DECIMAL a precision and a scale. {Form}");
        return precision is < 1 or > DecimalType.MaxPrecision || scale > precision
            ? Fail<DecimalType>($"DECIMAL({precision},{scale}) is out of range. {Form}")
            : new DecimalType(precision, scale);
    }

    private ArrayType? Array(int depth)
    {
        if (!Take('<'))
            return Fail<ArrayType>("ARRAY lacks its element type. Write ARRAY<T>.");
        if (Type(depth + 1) is not { } element)
            return null;
        return Take('>') ? new ArrayType(element) : Fail<ArrayType>(Expected("'>' to close ARRAY"));
    }

    private MapType? Map(int depth)
    {
        if (!Take('<'))
            return Fail<MapType>("MAP lacks its types. Write MAP<STRING, T>.");
        if (Type(depth + 1) is not { } key)
            return null;
        if (key is not PrimitiveType { Kind: PrimitiveKind.String })
            return Fail<MapType>($"A MAP's key is {key}; only STRING is possible. Write MAP<STRING, T>.");
        if (!Take(','))
            return Fail<MapType>(Expected("',' and the value's type in MAP<STRING, T>"));
        if (Type(depth + 1) is not { } value)
            return null;
        return Take('>') ? new MapType(value) : Fail<MapType>(Expected("'>' to close MAP"));
    }

    private StructType? Struct(int depth)
    {
        if (!Take('<'))
            return Fail<StructType>("STRUCT lacks its fields. Write STRUCT<a:T, b:U>.");
        var fields = new List<StructField>();
        do
        {
            if (Field(depth) is not { } field)
                return null;
            if (fields.Exists(f => string.Equals(f.Name, field.Name, StringComparison.OrdinalIgnoreCase)))
                return Fail<StructType>($"STRUCT has two fields named {Quoted.Text(field.Name)} (case does not count). Rename one.");
            fields.Add(field);
        }
        while (Take(','));
        return Take('>') ? new StructType(fields) : Fail<StructType>(Expected("',' or '>' in STRUCT"));
    }

    private StructField? Field(int depth)
    {
        var name = Word();
        if (ColumnName.Problem(name) is { } problem)
            return Fail<StructField>($"A field of STRUCT {problem} Write STRUCT<a:T, b:U>.");
        if (!Take(':'))
            return Fail<StructField>(Expected($"':' and a type after field {name}"));
        return Type(depth + 1) is { } type ? new StructField(name, type) : null;
    }

    private string Word()
    {
        Peek();
        var start = _at;
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] == '_'))
            _at++;
        return _text[start.._at];
    }

    private int Number() =>
        int.TryParse(Word(), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : -1;

    private char? Peek()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
            _at++;
        return _at < _text.Length ? _text[_at] : null;
    }

    private bool Take(char c)
    {
        if (Peek() != c)
            return false;
        _at++;
        return true;
    }

    private string Expected(string what) =>
        $"{Quoted.Text(_text)} has {(Peek() is { } c ? $"'{c}'" : "its end")} at character {_at + 1} where {what} is expected.";

    private T? Fail<T>(string error)
        where T : class
    {
        _error ??= error;
        return null;
    }
}
