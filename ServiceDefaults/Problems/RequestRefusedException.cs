using Microsoft.AspNetCore.Http;

namespace MeshStarter.ServiceDefaults.Problems;

/// <summary>A request that is not done. Endpoints with <see cref="RefusalFilter"/> give its answer.</summary>
/// <param name="answer">The response.</param>
public sealed class RequestRefusedException(IResult answer) : Exception
{
    /// <summary>The response.</summary>
    public IResult Answer { get; } = answer;
}
