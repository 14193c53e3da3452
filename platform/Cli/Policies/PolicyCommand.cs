using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using MeshStarter.Cli.Checking;
using MeshStarter.Cli.Commands;
using MeshStarter.Cli.Remote;
using MeshStarter.Cli.Terminal;
using MeshStarter.Contracts.Access;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Policies;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Cli.Policies;

/// <summary><c>mesh policy</c>: shows and compares versions of the rules, tests them, proposes to change them, votes, tightens and declassifies.</summary>
internal static class PolicyCommand
{
    public const string Proposals = "proposals";

    public static Command Create() => new("policy", "Show and test the rules, propose to change them, vote, tighten and declassify")
    {
        CreateShow(),
        CreateList<PolicyVersion>("versions", "List the versions of the rules, the newest first", "policy/versions?limit=100", PolicyText.Of, ["version", "label", "state", "from", "origin", "author", "reason"], "There is no version."),
        CreateDiff(),
        PolicyTestCommand.Create(),
        CreatePropose(),
        CreateProposals(),
        PolicyVoteCommand.Create(),
        CreateWithdraw(),
        PolicyTightenCommand.Create(),
        PolicyTightenCommand.CreateList(),
        PolicyDeclassifyCommand.Create(),
        PolicyDeclassifyCommand.CreateList(),
    };

    private static Command CreateShow()
    {
        var version = new Option<long?>("--version") { Description = "This version, and not the one in force" };
        var yaml = new Option<bool>("--yaml") { Description = "The text alone, as a file of the rules" };
        var format = FormatOption.OfOne();
        return new MeshCommand("show", "Show the rules in plain words") { version, yaml, format }.Run(async (result, mesh, cancellationToken) =>
        {
            if (result.GetValue(version) is { } number)
            {
                var found = await mesh.GovernanceAsync(HttpMethod.Get, $"policy/versions/{number}", body: null, cancellationToken);
                var text = found.Deserialize<PolicyVersion>(MeshJson.Options)!;
                await Console.Out.WriteAsync(FormatOption.IsJson(result, format) ? found.GetRawText() + Environment.NewLine : result.GetValue(yaml) ? text.Text : $"{PolicyText.Of(text)}{Environment.NewLine}{text.Text}");
                return;
            }

            var answer = await mesh.GovernanceAsync(HttpMethod.Get, "policy", body: null, cancellationToken);
            var rules = answer.Deserialize<PolicyInForce>(MeshJson.Options)!;
            await Console.Out.WriteAsync(FormatOption.IsJson(result, format) ? answer.GetRawText() + Environment.NewLine : result.GetValue(yaml) ? rules.Version.Text : PolicyText.Of(rules) + Environment.NewLine);
        });
    }

    private static Command CreateDiff()
    {
        var from = new Option<long?>("--from") { Description = "The old version; the one before without" };
        var to = new Option<long?>("--to") { Description = "The new version; the one in force without" };
        var proposal = new Option<Guid?>("--proposal") { Description = "A proposal, compared with its base" };
        var format = FormatOption.OfOne();
        var command = new MeshCommand("diff", "Compare two versions of the rules, or a proposal with its base") { from, to, proposal, format };
        return command.Run(async (result, mesh, cancellationToken) =>
        {
            var difference = result.GetValue(proposal) is { } id
                ? (await FindAsync(mesh, id, cancellationToken)).Difference!
                : (await mesh.GovernanceAsync(HttpMethod.Get, $"policy/diff?{Number("from", result.GetValue(from))}{Number("to", result.GetValue(to))}", body: null, cancellationToken)).Deserialize<PolicyDifference>(MeshJson.Options)!;
            await Console.Out.WriteAsync(
                FormatOption.IsJson(result, format) ? JsonSerializer.Serialize(difference, MeshJson.Options) + Environment.NewLine
                : difference.Text.Length == 0 ? "The texts are the same." + Environment.NewLine
                : difference.Text);
        });
    }

    private static Command CreatePropose()
    {
        var file = new Argument<FileInfo?>("file") { Description = "The change in YAML, or the whole file of the rules", Arity = ArgumentArity.ZeroOrOne };
        var reason = new Option<string?>("--reason") { Description = "Why, in a sentence; without it the reason in the file" };
        var rollback = new Option<long?>("--rollback") { Description = "Go back to this version, instead of a file" };
        var edit = new Option<Guid?>("--edit") { Description = "Replace the text of this proposal of yours; votes so far are void" };
        var command = new MeshCommand("propose", "Propose to change the rules; shows what it would change") { file, reason, rollback, edit };
        return command.Show<PolicyProposal>(async (result, mesh, cancellationToken) =>
        {
            var (path, number) = (result.GetValue(file), result.GetValue(rollback));
            if ((path is null) == (number is null))
            {
                throw new CliException(CliExitCodes.Usage, "file: name a file with the change, or --rollback with a version.");
            }

            if (path is { Exists: false })
            {
                throw new CliException(CliExitCodes.Usage, $"{path.FullName}: there is no such file.");
            }

            var yaml = number is { } version ? $"rollback: {version.ToString(CultureInfo.InvariantCulture)}\n" : await CheckedFile.ReadAsync(path!.FullName, cancellationToken, file.Name);
            var why = result.GetValue(reason) is { Length: > 0 } given ? $"?reason={Uri.EscapeDataString(given)}" : "";
            return result.GetValue(edit) is { } id
                ? await mesh.GovernanceYamlAsync(HttpMethod.Put, $"{Proposals}/{id}{why}", yaml, cancellationToken)
                : await mesh.GovernanceYamlAsync(HttpMethod.Post, Proposals + why, yaml, cancellationToken);
        }, PolicyText.Whole);
    }

    private static Command CreateProposals()
    {
        var id = new Argument<Guid?>("proposal") { Description = "A proposal, with its difference and its dry run", Arity = ArgumentArity.ZeroOrOne };
        UsageProblem.RefuseNoId(id);
        var state = new Option<string?>("--state") { Description = "Only in this state" };
        state.AcceptOnlyFromAmong([.. WireNames.All<ProposalState>()]);
        var format = FormatOption.OfOne();
        return new MeshCommand("proposals", "List proposals, the newest first, or show one") { id, state, format }.Run(async (result, mesh, cancellationToken) =>
        {
            if (result.GetValue(id) is { } only)
            {
                var answer = await mesh.GovernanceAsync(HttpMethod.Get, $"{Proposals}/{only}", body: null, cancellationToken);
                await FormatOption.WriteAsync(result, format, answer, () => PolicyText.Whole(answer.Deserialize<PolicyProposal>(MeshJson.Options)!));
                return;
            }

            var query = $"{Proposals}?limit=100{(result.GetValue(state) is { } word ? $"&state={word}" : "")}";
            await Listing.WriteAsync<PolicyProposal>(
                FormatOption.IsJson(result, format), ["proposal", "state", "base", "until", "author", "reason"], before => PageAsync(mesh, query, before, cancellationToken), PolicyText.Of, "There is no such proposal.");
        });
    }

    private static Command CreateWithdraw()
    {
        var id = new Argument<Guid>("proposal") { Description = "Your proposal, as the list names it" };
        var reason = ReasonOption.Create();
        return new MeshCommand("withdraw", "Take a proposal of yours back") { id, reason }.Show<PolicyProposal>(
            (result, mesh, cancellationToken) => mesh.GovernanceAsync(HttpMethod.Post, $"{Proposals}/{result.GetValue(id)}/withdraw", new AccessDecisionForm(result.GetValue(reason)!), cancellationToken),
            PolicyText.Of);
    }

    /// <summary>Creates a command that lists the items of an address, page after page.</summary>
    public static Command CreateList<T>(string name, string description, string path, Func<T, string> text, string[] headings, string none) =>
        new MeshCommand(name, description).List(headings, (_, mesh, before, cancellationToken) => PageAsync(mesh, path, before, cancellationToken), text, _ => none);

    private static Task<JsonElement> PageAsync(MeshRemote mesh, string path, string? before, CancellationToken cancellationToken) =>
        mesh.GovernanceAsync(HttpMethod.Get, before is null ? path : $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}before={Uri.EscapeDataString(before)}", body: null, cancellationToken);

    public static async Task<PolicyProposal> FindAsync(MeshRemote mesh, Guid id, CancellationToken cancellationToken) =>
        (await mesh.GovernanceAsync(HttpMethod.Get, $"{Proposals}/{id}", body: null, cancellationToken)).Deserialize<PolicyProposal>(MeshJson.Options)!;

    private static string Number(string name, long? value) => value is { } number ? string.Create(CultureInfo.InvariantCulture, $"&{name}={number}") : "";
}
