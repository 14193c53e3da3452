using MeshStarter.Governance.Proposals;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MeshStarter.Governance.Tests.Proposals;

/// <summary>The answers to who cannot be answered now.</summary>
public sealed class DryRunFilterTests
{
    public static TheoryData<Exception, int, string> Causes => new()
    {
        { new DryRunUnderWayException(isOwn: true), 429, "A dry run that you requested is under way" },
        { new DryRunUnderWayException(isOwn: false), 503, "Dry runs of others are under way" },
    };

    [Theory]
    [MemberData(nameof(Causes))]
    public async Task Answer_names_the_cause(Exception cause, int status, string said)
    {
        var answer = await new DryRunFilter().InvokeAsync(EndpointFilterInvocationContext.Create(new DefaultHttpContext()), _ => throw cause);

        var problem = Assert.IsType<ProblemHttpResult>(answer);
        Assert.Equal(status, problem.StatusCode);
        Assert.StartsWith(said, problem.ProblemDetails.Detail, StringComparison.Ordinal);
    }
}
