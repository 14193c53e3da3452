using System.Reflection;
using MeshStarter.ServiceDefaults.Identity;
using MeshStarter.ServiceDefaults.Start;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace MeshStarter.ServiceDefaults.Files;

/// <summary>
/// The one folder that a service writes outside Development, <c>Mesh:Data</c>: its journal, its copies and its temporary files are below it, unless a setting of
/// theirs says otherwise. All of it may be gone at the next start.
/// </summary>
internal static class DataFolder
{
    private const string Setting = "Mesh:Data";
    private const string TemporaryVariable = "TMPDIR";

    private static readonly (string Setting, string Folder)[] Parts = [("Mesh:Audit:Folder", "audit"), ("Mesh:Policy:StateFolder", "policy"), ("Mesh:Storage:Cache", "copies")];

    public static void AddDataFolder(this IHostApplicationBuilder builder)
    {
        if (builder.Environment.IsDevelopment())
        {
            return;
        }

        var settings = builder.Configuration;
        var service = settings[$"{IdentityOptions.Section}:{nameof(IdentityOptions.Audience)}"] is { Length: > 0 } audience ? audience : builder.Environment.ApplicationName;
        var problem = settings[Setting] is not { Length: > 0 } data ? $"Setting {Setting} is missing. Set it to an absolute folder that this service may write; it may be empty at each start."
            : !Path.IsPathFullyQualified(data) ? $"Setting {Setting} must be an absolute path."
            : Use(settings, data, service, isProcess: Assembly.GetEntryAssembly()?.GetName().Name == builder.Environment.ApplicationName);
        builder.Services.AddOptions<IdentityOptions>().Validate(_ => problem is null, problem ?? "");
    }

    private static string? Use(IConfigurationManager settings, string data, string service, bool isProcess)
    {
        settings.AddInMemoryCollection(Parts.Where(part => string.IsNullOrEmpty(settings[part.Setting])).Select(part => KeyValuePair.Create(part.Setting, (string?)Path.Combine(data, part.Folder, service))));
        var temporary = Path.Combine(data, "temp", service);
        try
        {
            OwnerFolder.Make(temporary);
            File.Create(Path.Combine(temporary, Guid.NewGuid().ToString("N")), bufferSize: 1, FileOptions.DeleteOnClose).Dispose();
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            return StartRefusedException.OfFolder(Setting, data, failed).Message;
        }

        // What .NET and ASP.NET Core write of their own accord, such as a long body, goes there too. A test may host several services in one process.
        if (isProcess && string.IsNullOrEmpty(Environment.GetEnvironmentVariable(TemporaryVariable)))
        {
            Environment.SetEnvironmentVariable(TemporaryVariable, temporary);
        }

        return null;
    }
}
