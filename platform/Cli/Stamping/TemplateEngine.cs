using System.ComponentModel;
using System.Diagnostics;
using System.Reflection;

namespace MeshStarter.Cli.Stamping;

/// <summary>Stamps the template that comes with the program, by <c>dotnet new</c>, with an installation for this call alone.</summary>
internal sealed class TemplateEngine : IDisposable
{
    private const string Prefix = "templates/";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mesh-new-");

    /// <summary>Stamps a template into a new folder, and returns that.</summary>
    /// <param name="template">The template's short name.</param>
    /// <param name="options">Its options with their values.</param>
    /// <param name="cancellationToken">Ends the stamp.</param>
    /// <exception cref="CliException">There is no SDK of .NET, or it refuses.</exception>
    public async Task<string> StampAsync(string template, IReadOnlyDictionary<string, string> options, CancellationToken cancellationToken)
    {
        var source = Path.Combine(_folder.FullName, "template");
        foreach (var name in Assembly.GetExecutingAssembly().GetManifestResourceNames().Where(name => name.StartsWith($"{Prefix}{template}/", StringComparison.Ordinal)))
        {
            var file = Path.Combine(source, name[Prefix.Length..]);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await using var target = File.Create(file);
            await using var embedded = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
            await embedded.CopyToAsync(target, cancellationToken);
        }

        var stamped = Path.Combine(_folder.FullName, "stamped");
        await DotNetNewAsync(["install", Path.Combine(source, template)], cancellationToken);
        await DotNetNewAsync([template, $"--output={stamped}", .. options.Select(option => $"--{option.Key}={option.Value}")], cancellationToken);
        return stamped;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            _folder.Delete(recursive: true);
        }
        catch (IOException)
        {
            // The system clears its temporary folder.
        }
    }

    // Reading the SDK's own templates into a new installation takes longer than stamping this one.
    private async Task DotNetNewAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet", ["new", .. arguments, "--debug:custom-hive", Path.Combine(_folder.FullName, "hive"), "--debug:disable-sdk-templates"])
        {
            WorkingDirectory = _folder.FullName,
        };
        start.Environment["DOTNET_NOLOGO"] = "true";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "true";
        start.Environment["DOTNET_GENERATE_ASPNET_CERTIFICATE"] = "false";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        try
        {
            if (await ProgramCall.RunAsync(start, Patience, cancellationToken) is (not 0, var output, var errors))
            {
                throw new CliException(CliExitCodes.Failed, $"dotnet new: {string.Join(' ', (output + errors).Split((char[])[' ', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries))}");
            }
        }
        catch (Win32Exception missing)
        {
            throw new CliException(CliExitCodes.Failed, "dotnet: the SDK of .NET is not found, and mesh new stamps by its dotnet new. Install the SDK, or put it on the PATH.", missing);
        }
        catch (TimeoutException ended)
        {
            throw new CliException(CliExitCodes.Failed, $"dotnet new: did not end within {Patience.TotalMinutes} minutes.", ended);
        }
    }
}
