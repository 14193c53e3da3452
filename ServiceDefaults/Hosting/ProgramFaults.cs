using System.Diagnostics;
using System.Runtime.InteropServices;

namespace MeshStarter.ServiceDefaults.Hosting;

/// <summary>Recognises the exceptions whose stack a log needs.</summary>
public static class ProgramFaults
{
    /// <summary>
    /// Returns the exception where it is a fault of the program, such as a null reference; null for a failure that a service, a file or a setting causes, which
    /// its message explains.
    /// </summary>
    /// <param name="exception">The exception that work ended with which is tried again.</param>
    public static Exception? ProgramFault(this Exception exception) => exception switch
    {
        ExternalException or IOException or InvalidDataException or TimeoutException or OperationCanceledException or UnauthorizedAccessException => null,
        SystemException or UnreachableException => exception,
        _ => null,
    };
}
