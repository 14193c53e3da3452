using System.CommandLine;
using System.Text.Json;
using MeshStarter.Cli.Commands;
using MeshStarter.Cli.Terminal;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Policies;

namespace MeshStarter.Cli.Policies;

/// <summary><c>mesh policy vote</c>: shows the proposal and votes for the text that it has shown. A text that changed in between takes no vote.</summary>
internal static class PolicyVoteCommand
{
    public static Command Create()
    {
        var id = new Argument<Guid>("proposal") { Description = "The proposal, as the list names it" };
        var vote = new Argument<string>("vote") { Description = "for or against" };
        vote.AcceptOnlyFromAmong("for", "against");
        var reason = ReasonOption.Create();
        var sha256 = new Option<string?>("--sha256") { Description = "The SHA-256 of the text that you have read; without it the text is shown, and the vote is for that one" };
        var effectiveFrom = new Option<DateTimeOffset?>("--effective-from") { Description = "With --sha256, the time from which the text that you have read takes effect; leave it out for at once" };
        var yes = new Option<bool>("--yes") { Description = "Vote without a question, where there is a terminal to ask on" };
        var seat = new Option<string?>("--seat") { Description = "The seat, if you hold several" };
        var format = FormatOption.OfOne();
        return new MeshCommand("vote", "Show a proposal and vote about it") { id, vote, reason, sha256, effectiveFrom, yes, seat, format }.Run(async (result, mesh, cancellationToken) =>
        {
            var proposal = await PolicyCommand.FindAsync(mesh, result.GetValue(id), cancellationToken);
            var (word, known) = (result.GetValue(vote)!, result.GetValue(sha256));
            if (known is null)
            {
                await Console.Error.WriteLineAsync(PolicyText.Whole(proposal));
                await Console.Error.WriteLineAsync($"You vote {word} the text with the SHA-256 {proposal.Sha256}, based on version {proposal.Base}{(proposal.EffectiveFrom is { } from ? $", which takes effect at {Moment.Of(from)}" : "")}.");
                if (!result.GetValue(yes) && TerminalConsole.CanAsk && !await Confirmation.AskAsync($"Vote {word} this text?", cancellationToken))
                {
                    await Console.Error.WriteLineAsync("No vote is sent.");
                    return CliExitCodes.Failed;
                }
            }

            var form = new PolicyVoteForm(word == "for", known ?? proposal.Sha256, proposal.Base, result.GetValue(reason)!, result.GetValue(seat), known is null ? proposal.EffectiveFrom : result.GetValue(effectiveFrom));
            var answer = await mesh.GovernanceAsync(HttpMethod.Post, $"{PolicyCommand.Proposals}/{proposal.Id}/votes", form, cancellationToken);
            await FormatOption.WriteAsync(result, format, answer, () => PolicyText.Of(answer.Deserialize<PolicyProposal>(MeshJson.Options)!));
            return CliExitCodes.Success;
        });
    }
}
