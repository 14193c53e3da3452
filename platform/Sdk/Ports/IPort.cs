using MeshStarter.Platform.Enforcement.Answers;
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

    /// <summary>
    /// Corrects an answer whose reader may see less of it before the last row was given: its headers, and where rows have left the service its last line. Then
    /// <see cref="PortEndpoint"/> answers with the problem, or cuts off what has begun.
    /// </summary>
    Task EndedAsync(AnswerEnd end, HttpResponse response, CancellationToken cancellationToken) => Task.CompletedTask;
}
