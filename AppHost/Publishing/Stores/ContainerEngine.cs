using System.ComponentModel;
using System.Diagnostics;
using MeshStarter.Cli;
using Microsoft.Extensions.Configuration;

namespace MeshStarter.AppHost.Publishing.Stores;

/// <summary>The container engine that Aspire takes: the one that its settings name, or else Docker or Podman.</summary>
internal static class ContainerEngine
{
    // As long as Aspire waits for the same answer.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Validates that an engine answers. Without one Aspire starts, and every service waits for the stores.</summary>
    /// <param name="configuration">The application's settings.</param>
    /// <exception cref="StartRefusedException">None answers.</exception>
    public static async Task RequireAsync(IConfiguration configuration)
    {
        var named = configuration["DcpPublisher:ContainerRuntime"] ?? configuration["ASPIRE_CONTAINER_RUNTIME"] ?? configuration["DOTNET_ASPIRE_CONTAINER_RUNTIME"];
        string[] programs = string.IsNullOrEmpty(named) ? ["docker", "podman"] : [named];
        List<string> reasons = [];
        foreach (var program in programs)
        {
            var reason = await ReasonAsync(program);
            if (reason is null)
            {
                return;
            }

            reasons.Add($"{program}: {reason}");
        }

        throw new StartRefusedException(
            $"Setting Mesh:Infrastructure: Containers needs a container engine, and none answers ({string.Join("; ", reasons)}). Start Docker or Podman, or leave the setting out for the stores of this machine.");
    }

    // Null if the engine answers.
    private static async Task<string?> ReasonAsync(string program)
    {
        try
        {
            var (exitCode, _, errors) = await ProgramCall.RunAsync(new ProcessStartInfo(program, ["container", "ls", "-n", "1"]), Patience, CancellationToken.None);
            var said = string.Join(' ', errors.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
            return exitCode == 0 ? null : said.Length > 0 ? said : $"it ended with {exitCode}";
        }
        catch (Win32Exception)
        {
            return "there is no such program";
        }
        catch (TimeoutException)
        {
            return $"no answer in {Patience.TotalSeconds:0} s";
        }
    }
}
