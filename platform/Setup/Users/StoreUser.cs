namespace MeshStarter.Platform.Setup.Users;

/// <summary>A user of the store, which one part of the mesh is.</summary>
/// <param name="Given">The name that the settings have for the key pair: a domain, <c>catalog</c> or <c>catalog_vending</c>.</param>
/// <param name="AccessKey">The access key; null for none.</param>
/// <param name="SecretKey">The secret key; null for none.</param>
internal sealed record StoreUser(string Given, string? AccessKey, string? SecretKey)
{
    /// <summary>The name without hyphens, which names of domains have not.</summary>
    public string Name => Given.Replace('-', '_');

    /// <summary>The setting of the access key, as messages name it.</summary>
    public string AccessKeySetting => $"Setting Mesh:Setup:Keys:{Given}:AccessKey";

    /// <summary>The setting of the secret key, as messages name it.</summary>
    public string SecretKeySetting => $"Setting Mesh:Setup:Keys:{Given}:SecretKey";
}
