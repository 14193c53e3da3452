using System.Globalization;
using MeshStarter.DuckDb.Arrow;
using MeshStarter.Platform.Workers.Pipes;

namespace MeshStarter.Platform.Workers.Wire.Arrow;

/// <summary>The types of Arrow's metadata, with their numbers there (Schema.fbs, union Type).</summary>
internal enum ArrowTypeId : byte
{
    Null = 1,
    Int = 2,
    FloatingPoint = 3,
    Binary = 4,
    Utf8 = 5,
    Bool = 6,
    Decimal = 7,
    Date = 8,
    Time = 9,
    Timestamp = 10,
    Interval = 11,
    List = 12,
    Struct = 13,
    FixedSizeBinary = 15,
    FixedSizeList = 16,
    Map = 17,
    Duration = 18,
    LargeBinary = 19,
    LargeUtf8 = 20,
    LargeList = 21,
}

/// <summary>The layout of a type's values in buffers, after the one of nulls.</summary>
internal enum ArrowLayout
{
    /// <summary>No buffer at all.</summary>
    None,

    /// <summary>A bit for each value.</summary>
    Bits,

    /// <summary>Each value of the same size.</summary>
    Fixed,

    /// <summary>The offsets of the values, and all of them.</summary>
    Variable,

    /// <summary>The offsets of the lists; the elements are beneath.</summary>
    Offsets,

    /// <summary>The values are beneath.</summary>
    Beneath,
}

/// <summary>A type of Arrow's C data interface, read from its short form.</summary>
/// <param name="Id">Which type.</param>
/// <param name="Layout">Its buffers.</param>
/// <param name="Bytes">The size of a value, or of where one begins.</param>
internal sealed record ArrowType(ArrowTypeId Id, ArrowLayout Layout, int Bytes = 0)
{
    private const int SmallOffset = sizeof(int);
    private const int LargeOffset = sizeof(long);
    private const int Decimal128 = 128;

    /// <summary>Bits of a whole number or a decimal, digits of a floating point number's kind, the size of a list or of binary values: by the type.</summary>
    public int Width { get; init; }

    public bool IsSigned { get; init; }

    public int Precision { get; init; }

    public int Scale { get; init; }

    /// <summary>The unit of a time: 0 seconds, 1 milliseconds, 2 microseconds, 3 nanoseconds; of a date 0 days; of an interval 2, months with days and nanoseconds.</summary>
    public short Unit { get; init; }

    public string? TimeZone { get; init; }

    /// <exception cref="WorkerFailureException">The engine gave a type that is not known here.</exception>
    public static ArrowType Of(ArrowField field) => field.Format switch
    {
        "n" => new(ArrowTypeId.Null, ArrowLayout.None),
        "b" => new(ArrowTypeId.Bool, ArrowLayout.Bits),
        "c" => Int(8, signed: true),
        "C" => Int(8, signed: false),
        "s" => Int(16, signed: true),
        "S" => Int(16, signed: false),
        "i" => Int(32, signed: true),
        "I" => Int(32, signed: false),
        "l" => Int(64, signed: true),
        "L" => Int(64, signed: false),
        "f" => new(ArrowTypeId.FloatingPoint, ArrowLayout.Fixed, sizeof(float)) { Width = 1 },
        "g" => new(ArrowTypeId.FloatingPoint, ArrowLayout.Fixed, sizeof(double)) { Width = 2 },
        "z" => new(ArrowTypeId.Binary, ArrowLayout.Variable, SmallOffset),
        "Z" => new(ArrowTypeId.LargeBinary, ArrowLayout.Variable, LargeOffset),
        "u" => new(ArrowTypeId.Utf8, ArrowLayout.Variable, SmallOffset),
        "U" => new(ArrowTypeId.LargeUtf8, ArrowLayout.Variable, LargeOffset),
        "tdD" => new(ArrowTypeId.Date, ArrowLayout.Fixed, sizeof(int)),
        "tts" => Time(0, sizeof(int)),
        "ttm" => Time(1, sizeof(int)),
        "ttu" => Time(2, sizeof(long)),
        "ttn" => Time(3, sizeof(long)),
        "tDs" => Duration(0),
        "tDm" => Duration(1),
        "tDu" => Duration(2),
        "tDn" => Duration(3),
        "tin" => new(ArrowTypeId.Interval, ArrowLayout.Fixed, 2 * sizeof(long)) { Unit = 2 },
        "+l" => new(ArrowTypeId.List, ArrowLayout.Offsets, SmallOffset),
        "+L" => new(ArrowTypeId.LargeList, ArrowLayout.Offsets, LargeOffset),
        "+m" => new(ArrowTypeId.Map, ArrowLayout.Offsets, SmallOffset),
        "+s" => new(ArrowTypeId.Struct, ArrowLayout.Beneath),
        ['t', 's', var unit, ':', .. var zone] => new(ArrowTypeId.Timestamp, ArrowLayout.Fixed, sizeof(long)) { Unit = UnitOf(unit, field), TimeZone = zone.Length == 0 ? null : zone },
        ['d', ':', .. var digits] => Decimal(digits, field),
        ['w', ':', .. var bytes] => new(ArrowTypeId.FixedSizeBinary, ArrowLayout.Fixed, Number(bytes, field)) { Width = Number(bytes, field) },
        ['+', 'w', ':', .. var size] => new(ArrowTypeId.FixedSizeList, ArrowLayout.Beneath) { Width = Number(size, field) },
        _ => throw Unknown(field),
    };

    private static ArrowType Int(int bits, bool signed) => new(ArrowTypeId.Int, ArrowLayout.Fixed, bits / 8) { Width = bits, IsSigned = signed };

    private static ArrowType Time(short unit, int bytes) => new(ArrowTypeId.Time, ArrowLayout.Fixed, bytes) { Unit = unit, Width = bytes * 8 };

    private static ArrowType Duration(short unit) => new(ArrowTypeId.Duration, ArrowLayout.Fixed, sizeof(long)) { Unit = unit };

    // d:18,2 or d:9,2,32
    private static ArrowType Decimal(string digits, ArrowField field)
    {
        int[] parts = [.. digits.Split(',').Select(part => Number(part, field))];
        var bits = parts.Length > 2 ? parts[2] : Decimal128;
        return parts.Length is 2 or 3 ? new(ArrowTypeId.Decimal, ArrowLayout.Fixed, bits / 8) { Width = bits, Precision = parts[0], Scale = parts[1] } : throw Unknown(field);
    }

    private static short UnitOf(char unit, ArrowField field) => unit switch
    {
        's' => 0,
        'm' => 1,
        'u' => 2,
        'n' => 3,
        _ => throw Unknown(field),
    };

    private static int Number(string text, ArrowField field) => int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : throw Unknown(field);

    private static WorkerFailureException Unknown(ArrowField field) => new(WorkerErrors.NoWireForm, $"The column {field.Name} has no form in Arrow ({field.Format}). Cast it, for example to VARCHAR.");
}
