namespace MeshStarter.Portal.Querying;

/// <summary>Addresses of pages with parameters.</summary>
internal static class PageAddress
{
    /// <summary>An address with its parameters.</summary>
    /// <param name="page">The address without parameters.</param>
    /// <param name="parameters">The parameters, each with an <c>&amp;</c> before it; empty for none.</param>
    public static string Of(string page, string parameters) => parameters.Length == 0 ? page : $"{page}?{parameters[1..]}";
}
