# Completion of bentocloud-api-token for fish.
set -l program bentocloud-api-token
set -l commands list create get update delete rotate prune whoami
complete -c $program -f

complete -c $program -s h -l help -d 'Show the help'
complete -c $program -l context -x -d 'The context of "bentoml cloud login" to use'
complete -c $program -l timeout -x -d 'Timeout of a call, in seconds'
complete -c $program -s v -l verbose -d 'Log each request'
complete -c $program -l debug -d 'Log each request'
complete -c $program -s q -l quiet -d 'Show no progress'
complete -c $program -l do-not-track -d 'Accepted as bentoml does; nothing is tracked'

set -l no_command "not __fish_seen_subcommand_from $commands"
complete -c $program -n $no_command -l version -d 'Show the version'
complete -c $program -n $no_command -a list -d 'List the API tokens'
complete -c $program -n $no_command -a create -d 'Create an API token'
complete -c $program -n $no_command -a get -d 'Show one API token'
complete -c $program -n $no_command -a update -d 'Change an API token'
complete -c $program -n $no_command -a delete -d 'Delete API tokens'
complete -c $program -n $no_command -a rotate -d 'Replace an API token with a new one like it'
complete -c $program -n $no_command -a prune -d 'Delete the API tokens that have expired'
complete -c $program -n $no_command -a whoami -d 'Show whose API token is in use, and the endpoint'

set -l of __fish_seen_subcommand_from
complete -c $program -n "$of list create get update rotate prune whoami" -s o -l output -x \
    -a 'table json yaml' -d 'The output format'
complete -c $program -n "$of list prune" -l search -x -d 'Only tokens whose name contains this'
complete -c $program -n "$of create update" -s d -l description -x -d 'A description of the token'
complete -c $program -n "$of create update" -s s -l scope -x -d 'A scope of the token' \
    -a 'api read_organization write_organization read_cluster write_cluster'
complete -c $program -n "$of create update rotate" -l expires -x -a '24h 7d 30d 90d 1w' \
    -d 'When the token expires'
complete -c $program -n "$of create rotate" -l token-file -r -F -d 'A new file for the token\'s value'
complete -c $program -n "$of rotate" -l name -x -d 'The name of the new token'
complete -c $program -n "$of rotate" -l keep-old -d 'Do not delete the old token'
complete -c $program -n "$of prune" -s y -l yes -d 'Do not ask for confirmation'
complete -c $program -n "$of prune" -l dry-run -d 'Only show what would be deleted'
