namespace MeshStarter.Platform.Iceberg.Types;

/// <summary><c>decimal(P,S)</c>: exact numbers of <paramref name="Precision"/> digits (1 to 38), <paramref name="Scale"/> of them after the point.</summary>
public sealed record IcebergDecimal(int Precision, int Scale) : IcebergType
{
    /// <summary>The greatest precision of the specification.</summary>
    public const int MaxPrecision = 38;

    /// <inheritdoc/>
    public override string ToString() => $"decimal({Precision}, {Scale})";
}

/// <summary><c>fixed[L]</c>: exactly <paramref name="Length"/> bytes.</summary>
public sealed record IcebergFixed(int Length) : IcebergType
{
    /// <inheritdoc/>
    public override string ToString() => $"fixed[{Length}]";
}

/// <summary><c>geometry(…)</c> or <c>geography(…)</c> of format 3, kept as its text and not read.</summary>
public sealed record IcebergSpatial(string Text) : IcebergType
{
    /// <inheritdoc/>
    public override string ToString() => Text;
}
