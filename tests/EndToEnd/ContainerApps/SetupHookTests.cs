namespace MeshStarter.EndToEnd.ContainerApps;

/// <summary>The hook after a deployment, with a program in place of Azure's command line that answers as its reference says.</summary>
public sealed class SetupHookTests : FolderTests
{
    private const string Az = """
        #!/bin/sh
        here=$(dirname "$0")
        echo "$*" >> "$here/calls"
        case "$*" in
          'postgres flexible-server list '*) cat "$here/server" ;;
          'postgres flexible-server parameter show '*) cat "$here/pending" ;;
          'containerapp job start '*) echo setup-7k2 ;;
          'containerapp job execution show '*) head -1 "$here/states"; sed -i '1{$!d}' "$here/states" ;;
        esac
        """;

    [SkippableFact]
    public async Task Setup_is_started_once_and_awaited()
    {
        var (exit, output, _) = await RunAsync(pending: "false", states: ["Running", "Running", "Succeeded"]);

        Assert.Equal((0, "The setup has ended: setup-7k2.\n"), (exit, output));
        Assert.Single(Calls("containerapp job start --resource-group mesh --name setup "));
        Assert.Equal(3, Calls("containerapp job execution show --resource-group mesh --name setup --job-execution-name setup-7k2 ").Count);
        Assert.Empty(Calls("postgres flexible-server restart"));
    }

    [SkippableFact]
    public async Task Server_whose_setting_waits_for_a_restart_is_restarted_before_the_setup()
    {
        var (exit, _, _) = await RunAsync(pending: "True", states: ["Succeeded"]);

        Assert.Equal(0, exit);
        var calls = Calls("");
        Assert.Equal("postgres flexible-server restart --resource-group mesh --name postgres-x1 --output none", calls[2]);
        Assert.StartsWith("containerapp job start ", calls[3], StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("5c0f6c1e-0d7b-4a55-8e0e-1f2a3b4c5d6e")]
    [InlineData("")]
    public async Task Subscription_of_azd_is_the_one_of_every_call(string subscription)
    {
        var (exit, _, errors) = await RunAsync(pending: "true", states: ["Running", "Succeeded"], subscription: subscription);

        Assert.True(exit == 0, errors);
        Assert.Equal(6, Calls("").Count);
        Assert.All(Calls(""), call => Assert.Equal(subscription.Length > 0, call.EndsWith($" --subscription {subscription}", StringComparison.Ordinal)));
    }

    [SkippableTheory]
    [InlineData("Failed", "", "")]
    [InlineData("Stopped", "5c0f6c1e-0d7b-4a55-8e0e-1f2a3b4c5d6e", " --subscription 5c0f6c1e-0d7b-4a55-8e0e-1f2a3b4c5d6e")]
    public async Task Setup_that_did_not_succeed_fails_the_deployment_and_names_its_lines(string state, string subscription, string option)
    {
        var (exit, _, errors) = await RunAsync(pending: "false", states: ["Running", state], subscription: subscription);

        Assert.Equal(
            (1, $"The setup ended as {state}: setup-7k2. Its lines: az containerapp job logs show --resource-group mesh --name setup --container setup --execution setup-7k2{option}\n"),
            (exit, errors));
    }

    [SkippableFact]
    public async Task Group_without_the_server_is_named()
    {
        var (exit, _, errors) = await RunAsync(pending: "false", states: ["Succeeded"], server: "");

        Assert.Equal((1, "Resource group mesh has no PostgreSQL server of the mesh. Fix: deploy it first, or name its resource group.\n"), (exit, errors));
        Assert.Empty(Calls("containerapp job start"));
    }

    private IReadOnlyList<string> Calls(string beginning) =>
        [.. File.ReadLines(Path.Combine(Folder.Path, "calls")).Where(call => call.StartsWith(beginning, StringComparison.Ordinal))];

    private async Task<(int Exit, string Output, string Errors)> RunAsync(string pending, string[] states, string server = "postgres-x1", string subscription = "")
    {
        Skip.If(OperatingSystem.IsWindows(), "the stand-in of Azure's command line is a shell script");
        await Folder.WriteProgramAsync("az", Az);
        await File.WriteAllTextAsync(Path.Combine(Folder.Path, "server"), server);
        await File.WriteAllTextAsync(Path.Combine(Folder.Path, "pending"), pending);
        await File.WriteAllLinesAsync(Path.Combine(Folder.Path, "states"), states);
        return await ForeignProgram.AnswerAsync("sh", [Path.Combine(BuiltService.Repository, "deploy", "azure", "start-setup.sh")], input: "", environment: new Dictionary<string, string?>
        {
            ["PATH"] = $"{Folder.Path}:{Environment.GetEnvironmentVariable("PATH")}",
            ["AZURE_RESOURCE_GROUP"] = "mesh",
            ["AZURE_SUBSCRIPTION_ID"] = subscription,
            ["MESH_WAIT"] = "0",
        });
    }
}
