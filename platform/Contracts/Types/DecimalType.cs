namespace MeshStarter.Contracts.Types;

/// <summary><c>DECIMAL(p,s)</c>: exact numbers of <see cref="Precision"/> digits, <see cref="Scale"/> of them after the point.</summary>
public sealed record DecimalType : ColumnType
{
    /// <summary>The greatest precision that all formats of the mesh hold.</summary>
    public const int MaxPrecision = 38;

    /// <summary>Makes the type.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Precision is not 1 to 38, or scale not 0 to precision.</exception>
    public DecimalType(int precision, int scale)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(precision, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(precision, MaxPrecision);
        ArgumentOutOfRangeException.ThrowIfNegative(scale);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(scale, precision);
        Precision = precision;
        Scale = scale;
    }

    /// <summary>All digits, 1 to 38.</summary>
    public int Precision { get; }

    /// <summary>Digits after the point, 0 to <see cref="Precision"/>.</summary>
    public int Scale { get; }

    /// <inheritdoc/>
    public override string ToDuckDb() => ToString();

    /// <inheritdoc/>
    public override string ToString() => $"DECIMAL({Precision},{Scale})";
}
