using System.Buffers;
using System.Globalization;
using System.Text;
using MeshStarter.Platform.Iceberg.Partitioning;
using MeshStarter.Platform.Iceberg.Types;

namespace MeshStarter.Platform.Iceberg.Values;

/// <summary>
/// The folder below <c>data/</c> in which files of a partition lie, such as <c>occurred_at_day=2026-01-31/customer_bucket=3</c>. For
/// people: no reader takes a value from it, and two partitions may share one.
/// </summary>
public static class PartitionPath
{
    private const int MaxLength = 64;

    // Characters that no client encodes, decodes or reads as a pattern.
    private static readonly SearchValues<char> Plain = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");

    /// <summary>The folder of a partition; empty for an unpartitioned spec.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="types">The types of its fields (<see cref="PartitionSpec.PartitionType"/>).</param>
    /// <param name="tuple">The values.</param>
    public static string Of(PartitionSpec spec, IcebergStruct types, PartitionTuple tuple) =>
        string.Join('/', spec.Fields.Select((field, at) => $"{Cleaned(field.Name)}={Cleaned(Text(field.Transform, types.Fields[at].Type, tuple.Values[at]))}"));

    /// <summary>A partition's value as people read it.</summary>
    public static string Text(Transform transform, IcebergType type, object? value) => (transform, value) switch
    {
        (_, null) => "null",
        (YearTransform, int year) => Year(year),
        (MonthTransform, int month) => $"{Year((int)TimeUnits.Floor(month, 12))}-{month - (12 * TimeUnits.Floor(month, 12)) + 1:00}",
        (DayTransform, int day) => Day(day),
        (HourTransform, int hour) => $"{Day(TimeUnits.Floor(hour, 24))}-{hour - (24 * TimeUnits.Floor(hour, 24)):00}",
        _ => Text(type, value),
    };

    private static string Text(IcebergType type, object value) => (type, value) switch
    {
        (IcebergPrimitive { Kind: IcebergPrimitiveKind.Date }, int day) => Day(day),
        (IcebergPrimitive { Kind: IcebergPrimitiveKind.Time }, long micros) => TimeSpan.FromMicroseconds(micros).ToString("c"),
        (IcebergPrimitive { Kind: >= IcebergPrimitiveKind.Timestamp and <= IcebergPrimitiveKind.TimestampTz }, long micros) => Instant(micros),
        (IcebergDecimal exact, Int128 unscaled) => MeshStarter.Contracts.Rows.CanonicalText.Of(unscaled, exact.Scale),
        (_, bool truth) => truth ? "true" : "false",
        (_, byte[] bytes) => Convert.ToHexStringLower(bytes),
        (_, IFormattable formattable) => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static string Year(int sinceEpoch) => (1970 + sinceEpoch).ToString("0000");

    private static string Day(long day) =>
        day is >= -719_162 and <= 2_932_896 ? DateOnly.FromDayNumber((int)day + 719_162).ToString("yyyy-MM-dd") : day.ToString();

    private static string Instant(long micros) =>
        micros is > -62_135_596_800_000_000 and < 253_402_300_800_000_000 ? DateTime.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond).ToString("yyyy-MM-ddTHH-mm-ss.ffffff") : micros.ToString();

    private static string Cleaned(string text)
    {
        var cleaned = new StringBuilder(text.Length > MaxLength ? text[..MaxLength] : text);
        for (var at = 0; at < cleaned.Length; at++)
        {
            if (!Plain.Contains(cleaned[at]))
            {
                cleaned[at] = '_';
            }
        }

        return cleaned.ToString();
    }
}
