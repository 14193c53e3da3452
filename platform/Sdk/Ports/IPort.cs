using Microsoft.AspNetCore.Http;

namespace MeshStarter.Sdk.Ports;

/// <summary>
/// A way for a product's rows to leave the service. A port reads its own parameters and answers; <see cref="PortEndpoint"/> finds the
/// product, admits the reader and answers what ends early, the same way for all. <see cref="PortKinds"/> lists the ports.
/// </summary>
internal interface IPort
{
    /// <summary>Answers a reader whom policy admits: with a problem where the request is wrong, else with rows as the reader may see them.</summary>
    Task<IResult> AnswerAsync(PortRequest request, CancellationToken cancellationToken);

    /// <summary>Answers where a grant that the answer rests on has ended before its last row.</summary>
    Task<IResult> RevokedAsync(HttpResponse response, CancellationToken cancellationToken) => Task.FromResult<IResult>(PortProblems.GrantRevoked);
}
