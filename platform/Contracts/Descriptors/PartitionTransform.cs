using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Serialization;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Types;

namespace MeshStarter.Contracts.Descriptors;

/// <summary>A function that makes a partition's value of a column's, as Iceberg writes it: <c>month</c>, <c>bucket[16]</c>. Times are those of UTC.</summary>
/// <param name="Kind">The kind of transform.</param>
/// <param name="Parameter">The number of buckets, or the width of what is cut; 0 for all others.</param>
[JsonConverter(typeof(ParsedJsonConverter<PartitionTransform>))]
public sealed record PartitionTransform(PartitionTransformKind Kind, int Parameter = 0) : IParsable<PartitionTransform>
{
    /// <summary>Most buckets that a layout has: each is a file of its own.</summary>
    public const int MaxBuckets = 1_000;

    /// <summary>The value itself.</summary>
    public static PartitionTransform Identity { get; } = new(PartitionTransformKind.Identity);

    /// <summary>Describes how each is written, for messages.</summary>
    public static IReadOnlyList<string> Forms { get; } = [.. Enum.GetValues<PartitionTransformKind>().Select(Form)];

    /// <inheritdoc/>
    public static PartitionTransform Parse(string s, IFormatProvider? provider) =>
        TryParse(s, out var transform) ? transform : throw new FormatException($"{Quoted.Text(s)} is not a transform. Use one of {string.Join(", ", Forms)}.");

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, [NotNullWhen(true)] out PartitionTransform? result) => TryParse(s, out result);

    /// <summary>Reads <c>month</c> or <c>bucket[16]</c>.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out PartitionTransform? transform)
    {
        transform = null;
        var bracket = text?.IndexOf('[', StringComparison.Ordinal) ?? -1;
        if (text is null || !WireNames.TryParse<PartitionTransformKind>(bracket < 0 ? text : text[..bracket], out var kind) || (bracket >= 0) != HasParameter(kind))
        {
            return false;
        }

        if (bracket < 0)
        {
            transform = new PartitionTransform(kind);
        }
        else if (text.EndsWith(']') && int.TryParse(text.AsSpan(bracket + 1, text.Length - bracket - 2), NumberStyles.None, CultureInfo.InvariantCulture, out var parameter)
            && parameter > 0 && (kind != PartitionTransformKind.Bucket || parameter <= MaxBuckets))
        {
            transform = new PartitionTransform(kind, parameter);
        }

        return transform is not null;
    }

    /// <summary>The forms of those that take values of a type; none for a type without single exact values.</summary>
    public static IReadOnlyList<string> FormsFor(ColumnType type) =>
        [.. Enum.GetValues<PartitionTransformKind>().Where(kind => Accepts(kind, type)).Select(Form)];

    /// <summary>Whether it takes values of a type. Floating-point numbers are in no partition: which of them are equal is not certain.</summary>
    public bool Accepts(ColumnType type) => Accepts(Kind, type);

    /// <summary>The text.</summary>
    public override string ToString() => HasParameter(Kind) ? $"{WireNames.Of(Kind)}[{Parameter.ToString(CultureInfo.InvariantCulture)}]" : WireNames.Of(Kind);

    private static bool Accepts(PartitionTransformKind kind, ColumnType type) => (kind, type) switch
    {
        (_, PrimitiveType { Forms.IsFloating: true }) => false,
        (PartitionTransformKind.Identity, DecimalType or PrimitiveType) => true,
        (PartitionTransformKind.Year or PartitionTransformKind.Month or PartitionTransformKind.Day, PrimitiveType { Kind: PrimitiveKind.Date }) => true,
        (PartitionTransformKind.Year or PartitionTransformKind.Month or PartitionTransformKind.Day or PartitionTransformKind.Hour, PrimitiveType { Kind: PrimitiveKind.Timestamp or PrimitiveKind.TimestampNtz }) => true,
        (PartitionTransformKind.Bucket, DecimalType or PrimitiveType { Kind: not PrimitiveKind.Boolean }) => true,
        (PartitionTransformKind.Truncate, DecimalType or PrimitiveType { Forms.IsWhole: true } or PrimitiveType { Kind: PrimitiveKind.String or PrimitiveKind.Binary }) => true,
        _ => false,
    };

    private static bool HasParameter(PartitionTransformKind kind) => kind is PartitionTransformKind.Bucket or PartitionTransformKind.Truncate;

    private static string Form(PartitionTransformKind kind) => kind switch
    {
        PartitionTransformKind.Bucket => "bucket[16]",
        PartitionTransformKind.Truncate => "truncate[10]",
        _ => WireNames.Of(kind),
    };
}
