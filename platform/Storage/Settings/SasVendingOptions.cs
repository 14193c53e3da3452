namespace MeshStarter.Platform.Storage.Settings;

/// <summary>Settings of how the catalog makes shared access signatures of folders.</summary>
public sealed class SasVendingOptions
{
    /// <summary>The section.</summary>
    public const string Section = "Mesh:Storage:AzureBlob:Vending";

    /// <summary>The client id of the managed identity whose rights are handed on in part; null for the catalog's own.</summary>
    public string? ClientId { get; init; }

    /// <summary>The time that signatures are valid.</summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromHours(1);
}
