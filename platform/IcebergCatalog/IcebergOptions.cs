using System.ComponentModel.DataAnnotations;

namespace MeshStarter.Platform.IcebergCatalog;

/// <summary>Section <c>Mesh:Tables</c>: what one request and one table may take of the catalog.</summary>
internal sealed record IcebergOptions
{
    public const string Section = "Mesh:Tables";

    /// <summary>Size of a request to change tables or namespaces in MiB. Default 4, 1 to 10.</summary>
    [Range(1, 10, ErrorMessage = "Setting Mesh:Tables:RequestMiB must be between 1 and 10.")]
    public int RequestMiB { get; init; } = 4;

    /// <summary>Properties of a table or namespace, names and values as UTF-8, in KiB. Default 1,024, 1 to 10,240.</summary>
    [Range(1, 10_240, ErrorMessage = "Setting Mesh:Tables:PropertiesKiB must be between 1 and 10240.")]
    public int PropertiesKiB { get; init; } = 1024;

    /// <summary>Metadata of a table as JSON in MiB. Default 16, 1 to 256.</summary>
    [Range(1, 256, ErrorMessage = "Setting Mesh:Tables:MetadataMiB must be between 1 and 256.")]
    public int MetadataMiB { get; init; } = 16;
}
