using MeshStarter.DuckDb.Types;
using MeshStarter.DuckDb.Values;

namespace MeshStarter.DuckDb.Tests.Appending;

/// <summary>Values of any type that can be appended or bound, edges and NULLs among them, as GetValue gives them back.</summary>
internal sealed class SampleValues(int seed)
{
    private static readonly string[] Texts =
        ["", "a", "twelve bytes", "thirteen byte", "ação 日本 🦆", "line\nbreak\0nul", "'quoted' \"twice\"", new string('é', 700), "infinity", "NULL"];

    private readonly Random _random = new(seed);

    public object? Of(DuckDbType type) => _random.Next(8) == 0 ? null : Value(type);

    private object Value(DuckDbType type) => type.Id switch
    {
        DuckDbTypeId.Boolean => _random.Next(2) == 0,
        DuckDbTypeId.TinyInt => (sbyte)Whole(sbyte.MinValue, sbyte.MaxValue),
        DuckDbTypeId.SmallInt => (short)Whole(short.MinValue, short.MaxValue),
        DuckDbTypeId.Integer => (int)Whole(int.MinValue, int.MaxValue),
        DuckDbTypeId.BigInt => (long)Whole(long.MinValue, long.MaxValue),
        DuckDbTypeId.HugeInt => Whole(Int128.MinValue, Int128.MaxValue),
        DuckDbTypeId.UTinyInt => (byte)Whole(0, byte.MaxValue),
        DuckDbTypeId.USmallInt => (ushort)Whole(0, ushort.MaxValue),
        DuckDbTypeId.UInteger => (uint)Whole(0, uint.MaxValue),
        DuckDbTypeId.UBigInt => (ulong)Whole(0, ulong.MaxValue),
        DuckDbTypeId.UHugeInt => (UInt128)Whole(0, Int128.MaxValue) * 2 + 1,
        DuckDbTypeId.Float => One(0f, -0f, float.NaN, float.MinValue, float.MaxValue, float.PositiveInfinity, float.Epsilon, (float)_random.NextDouble()),
        DuckDbTypeId.Double => One(0d, -0d, double.NaN, double.MinValue, double.MaxValue, double.NegativeInfinity, double.Epsilon, _random.NextDouble()),
        DuckDbTypeId.Decimal => Decimal(type),
        DuckDbTypeId.Varchar => _random.Next(3) == 0 ? $"text {_random.Next()}" : One(Texts),
        DuckDbTypeId.Blob => Bytes(One(0, 1, 12, 13, 300)),
        DuckDbTypeId.Uuid => One(Guid.Empty, Guid.AllBitsSet, new Guid(Bytes(16))),
        DuckDbTypeId.Date => One(DateOnly.MinValue, DateOnly.MaxValue, new DateOnly(1970, 1, 1), DateOnly.FromDayNumber(_random.Next(DateOnly.MaxValue.DayNumber))),
        DuckDbTypeId.Time => One(TimeOnly.MinValue, new TimeOnly(23, 59, 59, 999, 999), new TimeOnly(_random.NextInt64(TimeSpan.MicrosecondsPerDay) * 10)),
        DuckDbTypeId.Timestamp => One(DateTime.MinValue, new DateTime(9999, 12, 31, 23, 59, 59, 999, 999), Moment()),
        DuckDbTypeId.TimestampTz => new DateTimeOffset(One(DateTime.MinValue, DateTime.UnixEpoch.AddTicks(-10), Moment()), TimeSpan.Zero),
        DuckDbTypeId.Interval => new DuckDbInterval(_random.Next(-1000, 1000), _random.Next(-1000, 1000), _random.NextInt64(-1_000_000_000, 1_000_000_000)),
        DuckDbTypeId.List => Items(type.Element!, One(0, 1, 2, 5)),
        DuckDbTypeId.Map => Enumerable.Range(0, One(0, 1, 3)).Select(i => new KeyValuePair<object, object?>($"key {i}", Of(type.Fields[1].Type))).ToArray(),
        DuckDbTypeId.Struct => type.Fields.ToDictionary(field => field.Name, field => Of(field.Type), StringComparer.OrdinalIgnoreCase),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type.ToString(), "No samples."),
    };

    private object?[] Items(DuckDbType type, int count) => [.. Enumerable.Range(0, count).Select(_ => Of(type))];

    private DuckDbDecimal Decimal(DuckDbType type)
    {
        var limit = Int128.Parse(new string('9', type.Precision));
        return new(Whole(-limit, limit), type.Scale);
    }

    private Int128 Whole(Int128 min, Int128 max) => _random.Next(6) switch
    {
        0 => min,
        1 => max,
        2 => 0,
        3 => Int128.Clamp(-1, min, max),
        _ => Int128.Clamp(new Int128((ulong)_random.NextInt64(long.MinValue, long.MaxValue), (ulong)_random.NextInt64()) >> _random.Next(127), min, max),
    };

    private DateTime Moment() => new(_random.NextInt64(DateTime.MaxValue.Ticks / 10) * 10);

    private byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        _random.NextBytes(bytes);
        return bytes;
    }

    private T One<T>(params T[] values) => values[_random.Next(values.Length)];
}
