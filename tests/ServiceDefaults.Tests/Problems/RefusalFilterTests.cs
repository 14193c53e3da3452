using MeshStarter.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http;

namespace MeshStarter.ServiceDefaults.Tests.Problems;

/// <summary>The answers of endpoints whose handlers refuse a request.</summary>
[Trait("Category", "Quick")]
public sealed class RefusalFilterTests
{
    [Fact]
    public async Task Refused_request_gets_the_answer_of_its_refusal()
    {
        var answer = TypedResults.Problem("name: there is no such product.", statusCode: StatusCodes.Status404NotFound);

        Assert.Same(answer, await FilteredAsync(new RequestRefusedException(answer)));
    }

    [Fact]
    public async Task Failure_is_no_refusal()
    {
        var failure = new InvalidOperationException("The handler failed.");

        Assert.Same(failure, await Assert.ThrowsAsync<InvalidOperationException>(() => FilteredAsync(failure)));
    }

    private static async Task<object?> FilteredAsync(Exception thrown) =>
        await new RefusalFilter().InvokeAsync(EndpointFilterInvocationContext.Create(new DefaultHttpContext()), _ => throw thrown);
}
