namespace MeshStarter.Contracts.Texts;

/// <summary>Formats parameters of an address.</summary>
public static class QueryParameter
{
    /// <summary>A further parameter, such as <c>&amp;state=open</c>; empty without a value.</summary>
    public static string Of(string name, string? value) => string.IsNullOrEmpty(value) ? "" : $"&{name}={Uri.EscapeDataString(value)}";
}
