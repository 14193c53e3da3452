namespace Aspire.Hosting.ApplicationModel;

/// <summary>A generated value.</summary>
public sealed class GenerateParameterDefault : ParameterDefault
{
    /// <summary>Its length in characters, at least.</summary>
    public int MinLength { get; set; } = 22;

    /// <summary>Whether it may have characters other than letters and digits.</summary>
    public bool Special { get; set; } = true;
}
