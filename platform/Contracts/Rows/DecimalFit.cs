namespace MeshStarter.Contracts.Rows;

/// <summary>Whether a text is a number of a DECIMAL column.</summary>
public enum DecimalFit
{
    /// <summary>It is.</summary>
    Fits,

    /// <summary>It is no number.</summary>
    NoNumber,

    /// <summary>It has more digits after the point than the type, which would be lost.</summary>
    TooManyDecimals,

    /// <summary>It has more digits than the type.</summary>
    TooManyDigits,
}
