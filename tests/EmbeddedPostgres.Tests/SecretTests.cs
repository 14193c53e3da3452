using System.Collections.Concurrent;
using System.Text;
using MeshStarter.EmbeddedPostgres.Tests.Running;
using MeshStarter.TestKit;

namespace MeshStarter.EmbeddedPostgres.Tests;

/// <summary>Passwords are in the settings of one process and in no other caller's arguments, environment, files or lines.</summary>
public sealed class SecretTests
{
    private const string Mark = "-secret-0001";

    [SkippableFact]
    public async Task Passwords_show_in_no_argument_no_childs_environment_no_file_and_no_line()
    {
        RealPostgres.Require();
        await using var mesh = new TestMesh();
        using var watching = new CancellationTokenSource();
        var seen = new ConcurrentDictionary<string, bool>(StringComparer.Ordinal);
        var environments = 0;
        int self = Environment.ProcessId;
        var owner = mesh.Launch();
        var watch = Task.Run(
            () =>
            {
                // From before initdb until the roles are there, and then through a changed superuser's password.
                while (!watching.IsCancellationRequested)
                {
                    environments += Look(seen, owner.Id, self);
                }
            },
            CancellationToken.None);

        await owner.HealthyAsync();
        await owner.StopAsync();
        mesh.Set("Mesh:Postgres:Password", "other" + Mark);
        var second = await mesh.StartAsync();
        await watching.CancelAsync();
        await watch;

        Assert.Empty(seen.Keys);
        Assert.NotEqual(0, environments);
        Assert.DoesNotContain(Mark, owner.Output + owner.Error + second.Output + second.Error, StringComparison.Ordinal);
        await second.StopAsync();
        byte[] mark = Encoding.ASCII.GetBytes(Mark);
        Assert.DoesNotContain(
            Directory.EnumerateFiles(mesh.Data, "*", SearchOption.AllDirectories), file => File.ReadAllBytes(file).AsSpan().IndexOf(mark) >= 0);
    }

    // Returns of how many of the server's processes the environment could be read.
    private static int Look(ConcurrentDictionary<string, bool> seen, int owner, int self)
    {
        var environments = 0;
        foreach (int process in ProcessTable.All())
        {
            string arguments = ProcessTable.TextOf(process, "cmdline");
            if (arguments.Contains(Mark, StringComparison.Ordinal))
            {
                seen[arguments] = true;
            }

            // Only the server's own programs; the owner has it from its environment.
            bool isServers = arguments.Contains("postgres", StringComparison.Ordinal) || arguments.Contains("initdb", StringComparison.Ordinal);
            if (isServers && !arguments.Contains("dotnet", StringComparison.Ordinal) && process != owner && process != self && ProcessTable.TextOf(process, "environ") is { Length: > 0 } environment)
            {
                environments++;
                if (environment.Contains(Mark, StringComparison.Ordinal))
                {
                    seen["environment of " + arguments] = true;
                }
            }
        }

        return environments;
    }
}
