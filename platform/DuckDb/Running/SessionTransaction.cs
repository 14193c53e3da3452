using MeshStarter.DuckDb.Native;

namespace MeshStarter.DuckDb.Running;

/// <summary>
/// Puts planning and running of a statement into one transaction, unless its user has opened one.
/// Left to itself the engine plans a prepared statement in one transaction and runs it in the next, and up to 1.5 the
/// plan of a statement without parameters relies on the tables' statistics of its own moment: rows that another
/// connection commits in between come back wrong or past a filter (duckdb issues 23704 and 24182; fixed for 2.0 by
/// pull request 24696. Remove this with 1.5). With parameters the engine plans again when it runs, and where no table is
/// seen by another connection there is nothing to come in between.
/// </summary>
internal sealed class SessionTransaction(ConnectionHandle connection, bool hasSharedTables)
{
    private bool _usersIsOpen;

    /// <summary>Opens a transaction around one statement; false where the user's is open, or none is needed.</summary>
    internal bool TryBegin()
    {
        if (_usersIsOpen || !hasSharedTables)
        {
            return false;
        }

        try
        {
            connection.Command("BEGIN TRANSACTION");
            return true;
        }
        catch
        {
            Rollback();
            throw;
        }
    }

    internal void Commit()
    {
        try
        {
            connection.Command("COMMIT");
        }
        catch
        {
            Rollback();
            throw;
        }
    }

    // Also ends a query that is still open. Where the engine has rolled back by itself there is nothing to do.
    internal void Rollback() => connection.TryCommand("ROLLBACK");

    /// <summary>BEGIN fails inside a transaction, COMMIT and ROLLBACK fail outside: what succeeded has changed sides.</summary>
    internal void ControlSucceeded() => _usersIsOpen = !_usersIsOpen;

    /// <summary>A COMMIT that fails has ended the transaction, a BEGIN inside one has not: the engine has the answer.</summary>
    internal void ControlFailed()
    {
        if (!_usersIsOpen || !connection.TryCommand("BEGIN TRANSACTION"))
        {
            return;
        }

        Rollback();
        _usersIsOpen = false;
    }
}
