using MeshStarter.DuckDb.Native;

namespace MeshStarter.DuckDb.Running;

/// <summary>One statement under way: its rows, the tokens that interrupt it, and the transaction put around it. Its callers hold the connection's turn.</summary>
internal sealed class Execution
{
    private readonly ConnectionHandle _connection;
    private readonly SessionTransaction _transaction;
    private readonly Interruption _interruption;
    private bool _ownTransaction;

    private Execution(ConnectionHandle connection, SessionTransaction transaction, Interruption interruption, ResultHandle rows, bool ownTransaction)
    {
        _connection = connection;
        _transaction = transaction;
        _interruption = interruption;
        _ownTransaction = ownTransaction;
        Rows = rows;
        IsStreaming = rows.IsStreaming;
    }

    internal ResultHandle Rows { get; }

    /// <summary>Whether the engine is still at work on it; else it has run to its end and its rows wait in memory.</summary>
    internal bool IsStreaming { get; private set; }

    internal CancellationToken Token => _interruption.Token;

    /// <summary>Runs a statement with parameters until its first rows are there, or to the end.</summary>
    internal static Execution Start(ConnectionHandle connection, SessionTransaction transaction, StatementHandle statement, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        var interruption = new Interruption(connection, token);
        try
        {
            return Run(connection, transaction, statement, interruption, ownTransaction: false);
        }
        catch (Exception error)
        {
            interruption.Dispose();
            connection.EndQuery();
            throw Cancelled(error, token) ?? error;
        }
    }

    /// <summary>Plans and runs a statement without parameters, in one transaction, until its first rows are there, or to the end.</summary>
    internal static Execution Start(ConnectionHandle connection, SessionTransaction transaction, Func<StatementHandle> prepare, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        var own = transaction.TryBegin();
        var isControl = false;
        var interruption = new Interruption(connection, token);
        try
        {
            using var statement = prepare();
            isControl = statement.IsTransactionControl;
            if (isControl)
            {
                // It is short, and half of it would be neither here nor there: not interrupted, and not inside another one.
                interruption.Dispose();
                if (own)
                {
                    transaction.Rollback();
                }

                own = false;
            }

            var execution = Run(connection, transaction, statement, interruption, own);
            if (isControl)
            {
                transaction.ControlSucceeded();
            }

            return execution;
        }
        catch (Exception error)
        {
            interruption.Dispose();
            if (own)
            {
                transaction.Rollback();
            }
            else
            {
                connection.EndQuery();
            }

            if (isControl)
            {
                transaction.ControlFailed();
            }

            throw Cancelled(error, token) ?? error;
        }
    }

    private static Execution Run(ConnectionHandle connection, SessionTransaction transaction, StatementHandle statement, Interruption interruption, bool ownTransaction)
    {
        using var pending = PendingHandle.Begin(statement);
        // Beginning clears the engine's interrupt flag: a token cancelled concurrently is checked once more. A transaction that is about to end would be lost with it.
        if (!statement.IsTransactionControl)
        {
            interruption.Token.ThrowIfCancellationRequested();
        }

        var rows = ResultHandle.Execute(connection, pending);
        try
        {
            var execution = new Execution(connection, transaction, interruption, rows, ownTransaction);
            if (!execution.IsStreaming)
            {
                execution.Complete();
            }

            return execution;
        }
        catch
        {
            rows.Dispose();
            throw;
        }
    }

    /// <summary>Fetches the next rows; false at the end, when what changed is committed.</summary>
    internal bool Fetch(ChunkHandle chunk, CancellationToken token)
    {
        try
        {
            using (token == Token ? null : _interruption.With(token))
            {
                token.ThrowIfCancellationRequested();
                Token.ThrowIfCancellationRequested();
                var any = Rows.Fetch(chunk);
                token.ThrowIfCancellationRequested();
                Token.ThrowIfCancellationRequested();
                if (any)
                {
                    return true;
                }
            }

            Complete();
            return false;
        }
        catch (Exception error)
        {
            Abandon();
            throw Cancelled(error, token) ?? Cancelled(error, Token) ?? error;
        }
    }

    /// <summary>Stops listening to the tokens.</summary>
    internal void Detach() => _interruption.Dispose();

    /// <summary>Stops what is left and undoes what is not committed.</summary>
    internal void Abandon()
    {
        Detach();
        if (_ownTransaction)
        {
            _transaction.Rollback();
        }
        else if (IsStreaming)
        {
            _connection.EndQuery();
        }

        (_ownTransaction, IsStreaming) = (false, false);
    }

    /// <summary>Commits once the query has run to its end. From here it is too late to cancel.</summary>
    private void Complete()
    {
        Detach();
        // Without a transaction around it the engine has committed it already.
        if (_ownTransaction)
        {
            Token.ThrowIfCancellationRequested();
            _transaction.Commit();
        }

        (_ownTransaction, IsStreaming) = (false, false);
    }

    private static OperationCanceledException? Cancelled(Exception error, CancellationToken token) =>
        error is DuckDbException { Kind: DuckDbErrorKind.Interrupt } && token.IsCancellationRequested
            ? new OperationCanceledException("The query was cancelled.", error, token)
            : null;
}
