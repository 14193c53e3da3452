using System.Net.Sockets;
using Yarp.ReverseProxy.Forwarder;

namespace MeshStarter.QueryProxy.Forwarding;

/// <summary>The reason why a forwarded request has no whole answer.</summary>
/// <param name="Service">The service, as a problem names it.</param>
/// <param name="Error">The part of the exchange that failed.</param>
/// <param name="Exception">What the connection reported, if anything.</param>
/// <param name="Patience">The time that may pass without a byte of the service.</param>
internal sealed record ForwardingFailure(string Service, ForwarderError Error, Exception? Exception, TimeSpan Patience)
{
    /// <summary>The reason in a sentence of the log.</summary>
    public string Reason => (Exception as AggregateException)?.InnerException?.Message ?? Exception?.Message ?? "no reason is known";

    /// <summary>Whether there was no connection: the service got nothing of the request. Of all time limits only that of a connection has an inner timeout.</summary>
    public bool IsUnreachable => Exception
        is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError }
        or OperationCanceledException { InnerException: TimeoutException };

    /// <summary>Whether the service sent no byte for the patience, before its answer or within it: YARP reports the latter as the end of a read.</summary>
    public bool IsSilence => Error is ForwarderError.RequestTimedOut || (Error is ForwarderError.ResponseBodyDestination && Exception is OperationCanceledException);

    /// <summary>Whether no process listens at the address.</summary>
    public bool IsGone => Exception is HttpRequestException { InnerException: SocketException { SocketErrorCode: SocketError.ConnectionRefused } };
}
