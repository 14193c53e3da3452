using MeshStarter.Platform.Storage.AzureBlob;

namespace MeshStarter.Platform.Storage.Settings;

/// <summary>Validates the settings of a storage account. Each method returns one line that names the setting and the fix, or null.</summary>
public static class AzureBlobProblems
{
    /// <summary>Finds the first fault of the settings of a process that has credentials of its own.</summary>
    public static string? OfOwner(AzureBlobOptions options, bool isDevelopment)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (OfEndpoint(options) is { } problem)
        {
            return problem;
        }

        if (options.AccountKey is not { Length: > 0 } key)
        {
            return options.Endpoint!.StartsWith("https:", StringComparison.OrdinalIgnoreCase)
                ? null
                : $"Setting {AzureBlobOptions.Section}:Endpoint: tokens of a managed identity are for https, and {options.Endpoint} is not. Write https, or for an emulator in Development add {AzureBlobOptions.Section}:AccountKey.";
        }

        if (!isDevelopment)
        {
            return $"Setting {AzureBlobOptions.Section}:AccountKey: the key opens every container of the account: it is for Development. Leave it out and give this process a managed identity, as docs/storage.md says.";
        }

        return Convert.TryFromBase64String(key, new byte[key.Length], out _) ? null : $"Setting {AzureBlobOptions.Section}:AccountKey is not base64. Set it to a key of the account.";
    }

    /// <summary>Finds the fault of the address of the account.</summary>
    public static string? OfEndpoint(AzureBlobOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Endpoint is not { Length: > 0 } address ? $"Setting {AzureBlobOptions.Section}:Endpoint is missing. Set it to the account's blob endpoint, such as https://account.blob.core.windows.net."
            : BlobEndpoint.Parse(address) is null ? $"Setting {AzureBlobOptions.Section}:Endpoint: \"{address}\" is no blob endpoint. Write such as https://account.blob.core.windows.net, without path and port, or for an emulator http://127.0.0.1:10000/account."
            : null;
    }
}
