/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The list of commands, in the order of the help: SANYA_COMMAND(contract_list) stands for the constant
 * sanya_command_contract_list.  What a newcomer needs first stands first.  No include guard: included wherever the list is needed, with SANYA_COMMAND defined.
 */
SANYA_COMMAND(init)
SANYA_COMMAND(verify)
SANYA_COMMAND(checkpoint)
SANYA_COMMAND(rebuild)
SANYA_COMMAND(key_new)
SANYA_COMMAND(key_enrol)
SANYA_COMMAND(key_revoke)
SANYA_COMMAND(key_list)
SANYA_COMMAND(reward_calc)
SANYA_COMMAND(plugin_list)
SANYA_COMMAND(plugin_show)
SANYA_COMMAND(plugin_check)
SANYA_COMMAND(help)
SANYA_COMMAND(version)
