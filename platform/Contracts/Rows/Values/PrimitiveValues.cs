using System.Text.Json;
using MeshStarter.Contracts.Types;

namespace MeshStarter.Contracts.Rows.Values;

/// <summary>The values of a type without parts or parameters. Each class is listed here by its type.</summary>
internal abstract class PrimitiveValues : ColumnValues
{
    private static readonly Dictionary<PrimitiveKind, PrimitiveValues> All = new()
    {
        [PrimitiveKind.Boolean] = new BooleanValues(),
        [PrimitiveKind.Integer] = new WholeNumberValues<int>("an INTEGER: a whole number of 32 bits"),
        [PrimitiveKind.BigInt] = new WholeNumberValues<long>("a BIGINT: a whole number of 64 bits"),
        [PrimitiveKind.Real] = new FloatingNumberValues<float>("a REAL number"),
        [PrimitiveKind.Double] = new FloatingNumberValues<double>("a DOUBLE number"),
        [PrimitiveKind.String] = new StringValues(),
        [PrimitiveKind.Uuid] = new UuidValues(),
        [PrimitiveKind.Date] = new DateValues(),
        [PrimitiveKind.Time] = new TimeValues(),
        [PrimitiveKind.Timestamp] = new TimestampValues(),
        [PrimitiveKind.TimestampNtz] = new TimestampNtzValues(),
        [PrimitiveKind.Binary] = new BinaryValues(),
    };

    /// <summary>Returns the values of a type.</summary>
    public static PrimitiveValues Of(PrimitiveKind kind) => All[kind];

    /// <summary>Whether equal values have one text.</summary>
    public virtual bool HasOneText => true;

    /// <summary>Reads a value from the text of a rule, a claim or a person.</summary>
    /// <returns>The canonical text; null where the text is no value of the type, or <see cref="HasOneText"/> is false.</returns>
    public virtual string? Canonical(string text) => null;

    /// <summary>Reads a value as a descriptor's check writes it, which is invariant text that the engine's CAST reads as well.</summary>
    /// <returns>The value; null where the text is none, or checks cannot have values of the type.</returns>
    public virtual IComparable? Literal(string text) => null;
}

/// <summary>The values of a type that are of one type in .NET.</summary>
/// <typeparam name="T">The type in .NET.</typeparam>
internal abstract class PrimitiveValues<T> : PrimitiveValues
    where T : notnull
{
    public sealed override void Write(object value, Utf8JsonWriter json) => Write((T)value, json);

    public sealed override string Text(object value) => Text((T)value);

    protected override object? TryTake(object value, RowViolations violations) => value is T ? value : null;

    protected abstract void Write(T value, Utf8JsonWriter json);

    protected abstract string Text(T value);
}
