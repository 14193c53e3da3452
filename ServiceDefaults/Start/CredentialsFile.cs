using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.Hosting;

namespace MeshStarter.ServiceDefaults.Start;

/// <summary>
/// Settings of a file that <c>mesh domain credentials</c> wrote, for the service of a domain that the mesh's start does not run: setting <c>Mesh:Credentials</c>.
/// All other settings of the service take precedence.
/// </summary>
internal static class CredentialsFile
{
    private const string Setting = "Mesh:Credentials";

    /// <summary>Reads the file, if the setting names one.</summary>
    /// <param name="builder">The service.</param>
    /// <exception cref="StartRefusedException">There is no such file, or it cannot be read.</exception>
    public static void AddCredentialsFile(this IHostApplicationBuilder builder)
    {
        if (builder.Configuration[Setting] is not { Length: > 0 } given)
        {
            return;
        }

        var file = Path.GetFullPath(given, builder.Environment.ContentRootPath);
        if (!File.Exists(file))
        {
            throw new StartRefusedException(
                $"Setting {Setting}: there is no file {file}. Write it with mesh domain credentials <domain> --output {file} while the mesh runs, or leave the setting out and give the service its settings.");
        }

        try
        {
            var source = new JsonConfigurationSource { Path = file };
            source.ResolveFileProvider();
            builder.Configuration.Sources.Insert(0, source);
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new StartRefusedException($"Setting {Setting}: {file} cannot be read: {exception.Message} Write it again with mesh domain credentials.", exception);
        }
    }
}
