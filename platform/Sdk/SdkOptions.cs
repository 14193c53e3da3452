using System.ComponentModel.DataAnnotations;
using MeshStarter.Platform.Storage.Settings;

namespace MeshStarter.Sdk;

/// <summary>Settings of a domain's service, section <c>Mesh</c>.</summary>
internal sealed record SdkOptions
{
    public const string Section = "Mesh";

    /// <summary>Absolute address at which readers reach this service (<c>Mesh:PublicUrl</c>); its ports are registered under it.</summary>
    [Required(ErrorMessage = "Setting Mesh:PublicUrl is missing. Set it to the address at which readers reach this service, such as http://localhost:5001.")]
    public string PublicUrl { get; init; } = "";

    /// <summary>The domain's object storage.</summary>
    [Required]
    public StorageOptions Storage { get; init; } = new();

    /// <summary>The longest time that a row of this domain waits for the publish of its table, 50 ms to an hour; null derives it from each product's <c>freshness_sla</c>.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "01:00:00", ErrorMessage = "Setting Mesh:PublishInterval must be between 00:00:00.050 and 01:00:00.")]
    public TimeSpan? PublishInterval { get; init; }
}
