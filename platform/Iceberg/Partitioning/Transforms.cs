using MeshStarter.Platform.Iceberg.Types;

namespace MeshStarter.Platform.Iceberg.Partitioning;

/// <summary><c>identity</c>: the value itself.</summary>
public sealed record IdentityTransform : Transform
{
    /// <inheritdoc/>
    public override string ToString() => "identity";

    /// <inheritdoc/>
    public override IcebergType ResultType(IcebergType source) => source;

    /// <inheritdoc/>
    public override bool Accepts(IcebergType source) =>
        source is { IsPrimitive: true } and not IcebergSpatial && KindOf(source) is not (IcebergPrimitiveKind.Variant or IcebergPrimitiveKind.Unknown);
}

/// <summary><c>bucket[N]</c>: the value's hash, modulo <paramref name="Count"/>.</summary>
public sealed record BucketTransform(int Count) : Transform
{
    /// <inheritdoc/>
    public override string ToString() => $"bucket[{Count}]";

    /// <inheritdoc/>
    public override IcebergType ResultType(IcebergType source) => new IcebergPrimitive(IcebergPrimitiveKind.Int);

    /// <inheritdoc/>
    public override bool Accepts(IcebergType source) => source is IcebergDecimal or IcebergFixed || KindOf(source) is
        IcebergPrimitiveKind.Int or IcebergPrimitiveKind.Long or IcebergPrimitiveKind.Date or IcebergPrimitiveKind.Time
        or IcebergPrimitiveKind.Timestamp or IcebergPrimitiveKind.TimestampTz or IcebergPrimitiveKind.TimestampNs or IcebergPrimitiveKind.TimestampTzNs
        or IcebergPrimitiveKind.String or IcebergPrimitiveKind.Uuid or IcebergPrimitiveKind.Binary;
}

/// <summary><c>truncate[W]</c>: numbers cut down to a multiple of <paramref name="Width"/>, texts and bytes to their first so many characters or bytes.</summary>
public sealed record TruncateTransform(int Width) : Transform
{
    /// <inheritdoc/>
    public override string ToString() => $"truncate[{Width}]";

    /// <inheritdoc/>
    public override IcebergType ResultType(IcebergType source) => source;

    /// <inheritdoc/>
    public override bool Accepts(IcebergType source) => source is IcebergDecimal || KindOf(source) is
        IcebergPrimitiveKind.Int or IcebergPrimitiveKind.Long or IcebergPrimitiveKind.String or IcebergPrimitiveKind.Binary;
}

/// <summary>A transform of dates and timestamps: whole years, months, days or hours since 1970.</summary>
public abstract record CalendarTransform : Transform
{
    private protected CalendarTransform()
    {
    }

    /// <inheritdoc/>
    public override IcebergType ResultType(IcebergType source) => new IcebergPrimitive(IcebergPrimitiveKind.Int);

    /// <inheritdoc/>
    public override bool Accepts(IcebergType source) => KindOf(source) is
        IcebergPrimitiveKind.Date or IcebergPrimitiveKind.Timestamp or IcebergPrimitiveKind.TimestampTz
        or IcebergPrimitiveKind.TimestampNs or IcebergPrimitiveKind.TimestampTzNs;
}

/// <summary><c>year</c>: years since 1970.</summary>
public sealed record YearTransform : CalendarTransform
{
    /// <inheritdoc/>
    public override string ToString() => "year";
}

/// <summary><c>month</c>: months since January 1970.</summary>
public sealed record MonthTransform : CalendarTransform
{
    /// <inheritdoc/>
    public override string ToString() => "month";
}

/// <summary><c>day</c>: days since 1970-01-01. Its result is an int in the specification and a date in what engines write; the two are the same 32 bits.</summary>
public sealed record DayTransform : CalendarTransform
{
    /// <inheritdoc/>
    public override string ToString() => "day";

    /// <inheritdoc/>
    public override IcebergType ResultType(IcebergType source) => new IcebergPrimitive(IcebergPrimitiveKind.Date);
}

/// <summary><c>hour</c>: hours since 1970-01-01 00:00.</summary>
public sealed record HourTransform : CalendarTransform
{
    /// <inheritdoc/>
    public override string ToString() => "hour";

    /// <inheritdoc/>
    public override bool Accepts(IcebergType source) => base.Accepts(source) && KindOf(source) != IcebergPrimitiveKind.Date;
}

/// <summary><c>void</c>: always null; what a dropped partition field of format 1 becomes.</summary>
public sealed record VoidTransform : Transform
{
    /// <inheritdoc/>
    public override string ToString() => "void";

    /// <inheritdoc/>
    public override IcebergType ResultType(IcebergType source) => source;

    /// <inheritdoc/>
    public override bool Accepts(IcebergType source) => true;
}

/// <summary>A transform that this code does not know. It is preserved; a reader never prunes by it, and no writer uses it.</summary>
public sealed record UnknownTransform(string Text) : Transform
{
    /// <inheritdoc/>
    public override string ToString() => Text;

    /// <inheritdoc/>
    public override IcebergType ResultType(IcebergType source) => new IcebergPrimitive(IcebergPrimitiveKind.String);

    /// <inheritdoc/>
    public override bool Accepts(IcebergType source) => true;
}
