namespace MeshStarter.Sdk.Registration;

/// <summary>The catalog's address, to which the paths of requests are relative.</summary>
internal static class CatalogAddress
{
    /// <summary>Returns the address with a slash at its end: without one a relative path would replace its last segment.</summary>
    /// <param name="address">The address as it was given.</param>
    /// <exception cref="ArgumentNullException">There is none.</exception>
    public static Uri Of(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return address.AbsoluteUri.EndsWith('/') ? address : new Uri(address.AbsoluteUri + "/");
    }
}
