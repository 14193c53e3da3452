using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using MeshStarter.Contracts.Json;

namespace MeshStarter.Contracts.Types;

/// <summary>
/// The type of a column, in the descriptor's words. Two types are equal when their texts are.
/// </summary>
/// <remarks>The cases are <see cref="PrimitiveType"/>, <see cref="DecimalType"/>, <see cref="ArrayType"/>,
/// <see cref="MapType"/> and <see cref="StructType"/>; there are no others.</remarks>
[JsonConverter(typeof(ParsedJsonConverter<ColumnType>))]
public abstract record ColumnType : IParsable<ColumnType>
{
    private protected ColumnType()
    {
    }

    /// <summary>Whether its values are numbers.</summary>
    public bool IsNumber => this is DecimalType or PrimitiveType { Forms.IsNumber: true };

    /// <summary>Reads a type's text, <c>ARRAY&lt;STRUCT&lt;a:UUID, b:DECIMAL(18,2)&gt;&gt;</c>; case and spaces do not matter.</summary>
    /// <exception cref="FormatException">The text is not a type; the message says why and what to write.</exception>
    public static ColumnType Parse(string text) =>
        TryParse(text, out var type, out var error) ? type : throw new FormatException(error);

    /// <inheritdoc/>
    public static ColumnType Parse(string s, IFormatProvider? provider) => Parse(s);

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, [NotNullWhen(true)] out ColumnType? result) =>
        TryParse(s, out result, out _);

    /// <summary>Reads a type's text; on failure <paramref name="error"/> says why and what to write.</summary>
    public static bool TryParse(
        string? text, [NotNullWhen(true)] out ColumnType? type, [NotNullWhen(false)] out string? error)
    {
        var parsed = ColumnTypeParser.TryParse(text, out type, out var problem, out var fix);
        error = parsed ? null : $"{problem} {fix}";
        return parsed;
    }

    /// <summary>The engine's name of this type, as it is in a <c>CAST</c> or a column definition.</summary>
    public abstract string ToDuckDb();

    /// <summary>The descriptor's form, what <see cref="Parse(string)"/> reads.</summary>
    public abstract override string ToString();
}
