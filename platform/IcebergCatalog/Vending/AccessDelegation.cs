namespace MeshStarter.Platform.IcebergCatalog.Vending;

/// <summary>The ways in which a client would like to reach files (specification, header <c>X-Iceberg-Access-Delegation</c>): a list, of which one way is served here.</summary>
internal static class AccessDelegation
{
    private const string Header = "X-Iceberg-Access-Delegation";
    private const string Vended = "vended-credentials";

    /// <summary>Whether the client takes credentials.</summary>
    public static bool WantsCredentials(HttpRequest request) =>
        request.Headers[Header].Any(value => value?.Split(',', StringSplitOptions.TrimEntries).Contains(Vended, StringComparer.OrdinalIgnoreCase) == true);
}
